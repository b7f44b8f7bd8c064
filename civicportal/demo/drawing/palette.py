"""The colours of the portal, and the few that streets, leaves and people need."""

LACQUER = "#9b1c1f"
CRIMSON = "#b8322c"
MAROON = "#6f1312"
CLAY = "#c9694a"
CORAL = "#e08a6a"
GOLD = "#d9a93b"
STRAW = "#f0cf7e"
CREAM = "#f6e7c8"
PAPER = "#fbf5ea"
WHITE = "#fffdf8"
JADE = "#13614a"
LEAF = "#2f8061"
SAGE = "#7fb093"
MINT = "#cfe5d8"
NIGHT = "#16213a"
INDIGO = "#2c3f63"
STEEL = "#6d8797"
MIST = "#dfeceb"
INK = "#2b1d19"
BARK = "#5b3a2a"
WOOD = "#8a5a38"
SAND = "#d9bd92"
STONE = "#a8998a"
ASH = "#6f655f"

SKINS = ("#e7b48f", "#d9a27c", "#c98f69", "#efc3a0")
HAIRS = ("#241815", "#2f211c", "#1d1513", "#4a3b36")
GREY_HAIRS = ("#a39a93", "#c9c2ba", "#7d746e")
SHIRTS = (
    WHITE, "#dfeceb", "#f0cf7e", "#c9694a", "#2f8061", "#6d8797", "#b8322c",
    "#2c3f63", "#e08a6a", "#7fb093", "#f6e7c8", "#8a5a38",
)  # fmt: skip
TROUSERS = ("#2c3f63", "#3a2c28", "#4d5a63", "#5b3a2a", "#26322f")

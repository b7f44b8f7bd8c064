"""Vietnamese as it was typed before Unicode: tables written down apart from ours.

Each row is a letter with its five tones (huyền, sắc, hỏi, ngã, nặng), first in Unicode
and then in the encoding.
"""

TCVN3 = {
    "à á ả ã ạ": "µ ¸ ¶ · ¹",
    "ằ ắ ẳ ẵ ặ": "» ¾ ¼ ½ Æ",
    "ầ ấ ẩ ẫ ậ": "Ç Ê È É Ë",
    "è é ẻ ẽ ẹ": "Ì Ð Î Ï Ñ",
    "ề ế ể ễ ệ": "Ò Õ Ó Ô Ö",
    "ì í ỉ ĩ ị": "× Ý Ø Ü Þ",
    "ò ó ỏ õ ọ": "ß ã á â ä",
    "ồ ố ổ ỗ ộ": "å è æ ç é",
    "ờ ớ ở ỡ ợ": "ê í ë ì î",
    "ù ú ủ ũ ụ": "ï ó ñ ò ô",
    "ừ ứ ử ữ ự": "õ ø ö ÷ ù",
    "ỳ ý ỷ ỹ ỵ": "ú ý û ü þ",
    "ă â ê ô ơ ư đ": "¨ © ª « ¬ \xad ®",
    "Ă Â Ê Ô Ơ Ư Đ": "¡ ¢ £ ¤ ¥ ¦ §",
}
VNI_SMALL = {
    "à á ả ã ạ": "aø aù aû aõ aï",
    "ằ ắ ẳ ẵ ặ": "aè aé aú aü aë",
    "ầ ấ ẩ ẫ ậ": "aà aá aå aã aä",
    "è é ẻ ẽ ẹ": "eø eù eû eõ eï",
    "ề ế ể ễ ệ": "eà eá eå eã eä",
    "ì í ỉ ĩ ị": "ì í æ ó ò",
    "ò ó ỏ õ ọ": "oø où oû oõ oï",
    "ồ ố ổ ỗ ộ": "oà oá oå oã oä",
    "ờ ớ ở ỡ ợ": "ôø ôù ôû ôõ ôï",
    "ù ú ủ ũ ụ": "uø uù uû uõ uï",
    "ừ ứ ử ữ ự": "öø öù öû öõ öï",
    "ỳ ý ỷ ỹ ỵ": "yø yù yû yõ î",
    "ă â ê ô ơ ư đ": "aê aâ eâ oâ ô ö ñ",
}
VNI = VNI_SMALL | {key.upper(): row.upper() for key, row in VNI_SMALL.items()}
VISCII = {
    "à á ả ã ạ": "à á ä ã Õ",
    "ằ ắ ẳ ẵ ặ": "¢ ¡ Æ Ç £",
    "ầ ấ ẩ ẫ ậ": "¥ ¤ ¦ ç §",
    "è é ẻ ẽ ẹ": "è é ë ¨ ©",
    "ề ế ể ễ ệ": "« ª ¬ \xad ®",
    "ì í ỉ ĩ ị": "ì í ï î ¸",
    "ò ó ỏ õ ọ": "ò ó ö õ ÷",
    "ồ ố ổ ỗ ộ": "° ¯ ± ² µ",
    "ờ ớ ở ỡ ợ": "¶ ¾ · Þ þ",
    "ù ú ủ ũ ụ": "ù ú ü û ø",
    "ừ ứ ử ữ ự": "× Ñ Ø æ ñ",
    "ỳ ý ỷ ỹ ỵ": "Ï ý Ö Û Ü",
    "ă â ê ô ơ ư đ": "å â ê ô ½ ß ð",
}


def table(rows):
    """Return Unicode letter → how the encoding writes it."""
    return {
        letter: written
        for letters, codes in rows.items()
        for letter, written in zip(letters.split(" "), codes.split(" "), strict=True)
    }


def encode(text, rows):
    """Return `text` as it was typed; letters that the encoding lacks stay."""
    return text.translate(str.maketrans(table(rows)))

"""Static files with hashed names, those that scripts import from each other included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class PortalStaticFilesStorage(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True

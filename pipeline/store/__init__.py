"""What earlier runs worked out, kept under the hash of everything that it depends on."""

from pipeline.store.codec import decode, encode
from pipeline.store.fingerprint import fingerprint
from pipeline.store.shelf import Shelf, open_shelf, shelf_folder

__all__ = ["Shelf", "decode", "encode", "fingerprint", "open_shelf", "shelf_folder"]

"""Small image files of many forms, and what Pillow reads from them: python3 test/oracle/images.py > test/oracle/images.json

Pillow 12, NumPy 2. `pixels` is [channels, height, width] of bytes, flat: mode RGB, upright, over black; `grey` is mode L.
"""
import base64, io, json, sys
import numpy as np
import PIL
from PIL import Image, ImageOps

rng = np.random.default_rng(6)
blocks = rng.integers(0, 256, (3, 4, 3))
smooth = np.asarray(Image.fromarray(blocks.astype(np.uint8)).resize((9, 7), Image.Resampling.BICUBIC))
rgb = Image.fromarray(smooth)
alpha = np.dstack([smooth, (np.arange(63).reshape(7, 9) * 4).astype(np.uint8)])
deep = (np.arange(63).reshape(7, 9) * 1040).astype(np.uint16)

files = {}


def save(name, image, form, **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    files[name] = out.getvalue()


exif = Image.Exif()
exif[0x0112] = 6
save("rgb.png", rgb, "PNG")
save("grey.png", rgb.convert("L"), "PNG")
save("palette.png", rgb.quantize(16), "PNG")
save("bits.png", rgb.convert("1"), "PNG")
save("deep.png", Image.fromarray(deep), "PNG")
save("alpha.png", Image.fromarray(alpha), "PNG")
save("grey-alpha.png", Image.fromarray(alpha).convert("LA"), "PNG")
save("full.jpg", rgb, "JPEG", quality=95, subsampling=0)
save("half.jpg", rgb, "JPEG", quality=90, subsampling=2)
save("turned.jpg", rgb, "JPEG", quality=95, subsampling=0, exif=exif)
save("two.gif", rgb, "GIF", save_all=True, append_images=[ImageOps.mirror(rgb)])
save("lossless.webp", rgb, "WEBP", lossless=True)
save("plain.tiff", rgb, "TIFF", compression="tiff_lzw")
save("ink.jpg", rgb.convert("CMYK"), "JPEG", quality=100, subsampling=0)


def flat(array):
    return (array if array.ndim == 2 else array.transpose(2, 0, 1)).ravel().tolist()


def read(content):
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    if image.mode.startswith("I;16"):
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.mode in ("LA", "RGBA"):
        # Over black, in floating point: Pillow's own compositing rounds twice.
        whole = np.asarray(image.convert("RGBA")).astype(np.float64)
        return Image.fromarray(np.rint(whole[:, :, :3] * whole[:, :, 3:] / 255).astype(np.uint8))
    return image.convert("RGB")


cases = []
for name, content in files.items():
    image = read(content)
    cases.append({"name": name, "file": base64.b64encode(content).decode(), "width": image.width, "height": image.height,
                  "pixels": flat(np.asarray(image)), "grey": flat(np.asarray(image.convert("L")))})
large = Image.fromarray(rng.integers(0, 256, (6, 8, 3)).astype(np.uint8)).resize((40, 30), Image.Resampling.BICUBIC)
save("large.png", large, "PNG")
resized = [{"filter": name, "pixels": flat(np.asarray(large.resize((11, 7), kernel)))}
           for name, kernel in {"lanczos3": Image.Resampling.LANCZOS, "linear": Image.Resampling.BILINEAR,
                                "cubic": Image.Resampling.BICUBIC}.items()]
json.dump({"versions": {"pillow": PIL.__version__, "numpy": np.__version__}, "cases": cases,
           "large": base64.b64encode(files["large.png"]).decode(), "resized": resized}, sys.stdout, separators=(",", ":"))

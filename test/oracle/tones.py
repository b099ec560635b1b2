"""Tones of pictures as Pillow changes them: python3 test/oracle/tones.py > test/oracle/tones.json"""

import json
import random

import PIL
from PIL import Image, ImageEnhance, ImageOps

random.seed(1)
HEIGHT, WIDTH = 6, 9
pixels = [[random.randrange(20, 60 + 60 * channel) for channel in range(3)] for _ in range(HEIGHT * WIDTH)]
large = [[min(255, int(random.gauss(90, 30 + 20 * channel)) % 256) for channel in range(3)] for _ in range(40 * 40)]


def picture(values, width, height):
    image = Image.new("RGB", (width, height))
    image.putdata([tuple(value) for value in values])
    return image


def planes(image):
    data = list(image.getdata())
    return [pixel[channel] for channel in range(3) for pixel in data]


small, big = picture(pixels, WIDTH, HEIGHT), picture(large, 40, 40)
print(
    json.dumps(
        {
            "pillow": PIL.__version__,
            "shape": [3, HEIGHT, WIDTH],
            "pixels": planes(small),
            "posterize": {str(bits): planes(ImageOps.posterize(small, bits)) for bits in (1, 4, 7, 8)},
            "solarize": {str(at): planes(ImageOps.solarize(small, at)) for at in (0, 50, 128, 256)},
            "autocontrast": planes(ImageOps.autocontrast(small)),
            "sharpness": {str(by): planes(ImageEnhance.Sharpness(small).enhance(by)) for by in (0, 0.4, 1, 1.9)},
            "large": {"shape": [3, 40, 40], "pixels": planes(big), "equalize": planes(ImageOps.equalize(big))},
            "equalize": planes(ImageOps.equalize(small)),
        }
    )
)

"""Records small audio files as libsndfile writes them, with what it reads from them, and signals as libsamplerate resamples
them, into audio.json.

    pip install numpy soundfile samplerate && python test/oracle/audio.py

- files: WAV of every coding that is read, plain and extensible; FLAC, MP3, Ogg Vorbis; values of every 13th frame
- refused: codings that are not read
- resampled: a sweep at several rates, sinc_medium; values of every 7th sample
"""
import base64
import io
import json
import pathlib
import platform

import numpy as np
import samplerate
import soundfile

HERE = pathlib.Path(__file__).resolve().parent
RATE = 8000
FRAMES = 403
t = np.arange(FRAMES) / RATE
STEREO = np.stack([0.5 * np.sin(2 * np.pi * 440 * t) + 0.4, -0.97 * np.cos(2 * np.pi * 1000 * t + 0.3)], 1)


def text(data):
    return base64.b64encode(data).decode()


def written(form, subtype, signal=STEREO):
    out = io.BytesIO()
    soundfile.write(out, signal, RATE, format=form, subtype=subtype)
    return out.getvalue()


def case(name, form, subtype, signal=STEREO):
    data = written(form, subtype, signal)
    values, rate = soundfile.read(io.BytesIO(data), dtype="float32", always_2d=True)
    return {
        "name": name,
        "file": text(data),
        "sampleRate": rate,
        "frames": len(values),
        "values": [[float(v) for v in channel[::13]] for channel in values.T],
    }


def resampled(rate, target):
    time = np.arange(int(rate * 0.05)) / rate
    # From 100 Hz to 60 % of half the lower rate: inside the band of the converter.
    top = 0.6 * min(rate, target) / 2
    sweep = (0.7 * np.sin(2 * np.pi * (100 * time + (top - 100) * time**2 / 0.1))).astype(np.float32)
    out = samplerate.resample(sweep, target / rate, "sinc_medium")
    return {"from": rate, "to": target, "input": text(sweep.tobytes()), "length": len(out), "values": [float(v) for v in out[::7]]}


oracle = {
    "versions": {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "soundfile": soundfile.__version__,
        "libsndfile": soundfile.__libsndfile_version__,
        "samplerate": samplerate.__version__,
        "libsamplerate": samplerate.__libsamplerate_version__,
    },
    "files": [
        case("wav: 8 bits", "WAV", "PCM_U8"),
        case("wav: 16 bits", "WAV", "PCM_16"),
        case("wav: 24 bits", "WAV", "PCM_24"),
        case("wav: 32 bits", "WAV", "PCM_32"),
        case("wav: float", "WAV", "FLOAT"),
        case("wav: double", "WAV", "DOUBLE"),
        case("wav: A-law", "WAV", "ALAW"),
        case("wav: µ-law", "WAV", "ULAW"),
        case("wav: 24 bits, one channel, odd size", "WAV", "PCM_24", STEREO[:, 0]),
        case("wav: 16 bits, extensible", "WAVEX", "PCM_16"),
        case("wav: float, extensible", "WAVEX", "FLOAT"),
        case("flac: 8 bits", "FLAC", "PCM_S8"),
        case("flac: 16 bits", "FLAC", "PCM_16"),
        case("flac: 24 bits", "FLAC", "PCM_24"),
        case("mp3: two channels", "MP3", "MPEG_LAYER_III"),
        case("mp3: one channel", "MP3", "MPEG_LAYER_III", STEREO[:, 0]),
        case("ogg-vorbis", "OGG", "VORBIS"),
    ],
    "refused": [
        {"name": "IMA ADPCM", "file": text(written("WAV", "IMA_ADPCM"))},
        {"name": "Microsoft ADPCM", "file": text(written("WAV", "MS_ADPCM"))},
        {"name": "GSM 6.10", "file": text(written("WAV", "GSM610", STEREO[:, 0]))},
        {"name": "Opus", "file": text(written("OGG", "OPUS"))},
        {"name": "something else", "file": text(written("AIFF", "PCM_16"))},
    ],
    "resampled": [resampled(*rates) for rates in [(8000, 16000), (44100, 16000), (16000, 8000), (16000, 11025), (48000, 44100)]],
}
(HERE / "audio.json").write_text(json.dumps(oracle, ensure_ascii=False) + "\n")

"""Records what librosa computes of a fixed signal, into log_mel.json.

    pip install numpy librosa && python test/oracle/log_mel.py

The signal is two tones and noise; values are the natural logarithm of the mel spectrogram plus the floor, [frames, mels], of
every third frame.
"""
import base64
import json
import pathlib
import platform

import librosa
import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
rng = np.random.default_rng(5)
time = np.arange(1500) / 8000
signal = (0.4 * np.sin(2 * np.pi * 700 * time) + 0.1 * np.sin(2 * np.pi * 2900 * time) + rng.normal(0, 0.01, 1500)).astype(np.float32)


def case(options, rate=8000, mels=40, window=200, hop=80, fmin=0.0, fmax=None, floor=1e-6):
    power = librosa.feature.melspectrogram(
        y=signal.astype(np.float64), sr=rate, n_fft=window, hop_length=hop, n_mels=mels, fmin=fmin, fmax=fmax,
        center=False, htk=True, norm=None, power=2.0, window="hann",
    )
    values = np.log(power + floor).T
    return {"options": options, "shape": list(values.shape), "values": np.round(values[::3], 7).ravel().tolist()}


def clear(**options):
    return case(options, **options)


oracle = {
    "versions": {"python": platform.python_version(), "numpy": np.__version__, "librosa": librosa.__version__},
    "signal": base64.b64encode(signal.tobytes()).decode(),
    "cases": [
        clear(),
        clear(mels=20, window=256, hop=100),
        clear(mels=13, window=301, hop=37, fmin=300.0, fmax=3400.0, floor=1e-3),
        clear(rate=16000, mels=24, window=400, hop=160),
    ],
}
(HERE / "log_mel.json").write_text(json.dumps(oracle) + "\n")

"""Packs rows by the zstd command and by Python's tarfile and zipfile, for the readers of packed files.

The rows are x = 0 … 1999 and k = 'k' + str(x % 7). Writes test/oracle/packed_files.json: base64 of each file.

Run: python test/oracle/packed_files.py        (needs the command `zstd`)
"""
import base64
import io
import json
import pathlib
import platform
import subprocess
import tarfile
import zipfile

HERE = pathlib.Path(__file__).parent
ROWS = [f"{x},k{x % 7}" for x in range(2000)]


def table(rows):
    return ("x,k\n" + "\n".join(rows) + "\n").encode()


def zstd(content, *options):
    return subprocess.run(["zstd", "-c", "-q", *options], input=content, stdout=subprocess.PIPE, check=True).stdout


def tar(kind):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=kind) as archive:
        folder = tarfile.TarInfo("parts")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name, content in [("parts/2.csv", table(ROWS[1000:])), ("parts/1.csv", table(ROWS[:1000])), ("parts/README.md", b"# x\n")]:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def zipped(method):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr(zipfile.ZipInfo("__MACOSX/._1.csv"), b"\x00\x05\x16\x07")
        for name, rows in [("b/2.csv", ROWS[1000:]), ("a/1.csv", ROWS[:1000])]:
            archive.writestr(zipfile.ZipInfo(name), table(rows), compress_type=method)
    return out.getvalue()


whole = table(ROWS)
files = {
    "rows.csv.zst": zstd(whole),
    "level19.csv.zst": zstd(whole, "-19", "--check"),
    "without-checksum.csv.zst": zstd(whole, "--no-check"),
    "two-frames.csv.zst": zstd(whole[:5000]) + zstd(whole[5000:], "--no-check"),
    "pax.tar.zst": zstd(tar(tarfile.PAX_FORMAT)),
    "gnu.tar.zst": zstd(tar(tarfile.GNU_FORMAT)),
    "ustar.tar.zst": zstd(tar(tarfile.USTAR_FORMAT)),
    "deflated.zip": zipped(zipfile.ZIP_DEFLATED),
    "bzip2.zip": zipped(zipfile.ZIP_BZIP2),
}
version = subprocess.run(["zstd", "--version"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip("* \n")
versions = {"python": platform.python_version(), "zstd": version}
out = {"versions": versions, "files": {name: base64.b64encode(content).decode() for name, content in files.items()}}
(HERE / "packed_files.json").write_text(json.dumps(out, indent=1) + "\n")

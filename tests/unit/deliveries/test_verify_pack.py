"""A changed byte anywhere is found and named; nothing a stranger sends makes the check fall over."""

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.signing import canonical, public_key_text
from app.deliveries.container import write_container
from app.deliveries.manifest import read_manifest
from app.deliveries.verdict import print_report
from app.deliveries.verification import verify_pack

FILES = [
    "README.txt",
    "covering-letter.pdf",
    "manifest.json",
    "manifest.sig",
    "signatures-001.pdf",
    "signatures.csv",
    "signatures.xlsx",
    "tally-report.pdf",
    "vigil-public-key.txt",
]


def unpacked(pack: Path, folder: Path) -> Path:
    with zipfile.ZipFile(pack) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def zipped(files: dict[str, bytes], path: Path) -> Path:
    with path.open("wb") as target:
        write_container([(name, io.BytesIO(body), len(body)) for name, body in sorted(files.items())], target)
    return path


def files_of(pack: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(pack) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_an_untouched_pack_is_genuine(finished):
    shop, pack = finished
    report = verify_pack(pack, shop.public_key)
    assert report.problems == ()
    assert report.manifest is not None
    assert report.manifest.counts["names"] == 11
    lines = print_report(report).splitlines()
    assert lines[0] == "genuine"
    assert "confirmed: 12345" in lines


def test_a_folder_is_checked_like_a_zip(finished, tmp_path):
    shop, pack = finished
    assert verify_pack(unpacked(pack, tmp_path), shop.public_key).is_genuine


def test_the_public_key_may_be_pem(finished):
    shop, pack = finished
    assert verify_pack(pack, public_key_text(shop.signing.public_key()).encode()).is_genuine


def test_without_a_key_the_fingerprint_is_to_be_compared(finished):
    report = verify_pack(finished[1], None)
    assert report.is_genuine
    assert f"{report.fingerprint}\nCompare this fingerprint with the published one" in print_report(report)


def test_another_key_is_not_believed(finished):
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    report = verify_pack(finished[1], other)
    assert print_report(report).startswith("NOT genuine: vigil-public-key.txt holds another key")


def test_a_key_that_is_none_is_said(finished):
    assert "not an Ed25519 public key" in verify_pack(finished[1], b"nonsense").problems[0]


@pytest.mark.parametrize("name", FILES)
def test_a_changed_file_is_named(finished, tmp_path, name):
    shop, pack = finished
    folder = unpacked(pack, tmp_path)
    body = bytearray((folder / name).read_bytes())
    body[len(body) // 2] ^= 1
    (folder / name).write_bytes(body)
    for key in (shop.public_key, None):
        assert any(name in problem for problem in verify_pack(folder, key).problems)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_named(finished, tmp_path, name):
    folder = unpacked(finished[1], tmp_path)
    (folder / name).unlink()
    assert f"{name} is missing" in verify_pack(folder, None).problems


def test_an_extra_file_is_named(finished, tmp_path):
    folder = unpacked(finished[1], tmp_path)
    (folder / "more.pdf").write_text("x")
    assert verify_pack(folder, None).problems == ("more.pdf does not belong to the pack",)


def test_a_link_in_a_folder_is_refused(finished, tmp_path):
    folder = unpacked(finished[1], tmp_path)
    (folder / "README.txt").unlink()
    (folder / "README.txt").symlink_to("/etc/hostname")
    assert "not a plain file" in verify_pack(folder, None).problems[0]


@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changed_byte_of_the_zip_is_found(finished, tmp_path, data):
    shop, pack = finished
    body = bytearray(pack.read_bytes())
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    changed = tmp_path / "changed.zip"
    changed.write_bytes(body)
    assert not verify_pack(changed, shop.public_key).is_genuine


def test_every_byte_around_the_files_counts(finished, tmp_path):
    """The headers and the directory of the zip, where no checksum of a file looks."""
    shop, pack = finished
    body = pack.read_bytes()
    with zipfile.ZipFile(pack) as archive:
        headers = [entry.header_offset + place for entry in archive.infolist() for place in (4, 6, 8, 10, 12, 26, 28)]
        directory = range(archive.start_dir, len(body), 11)
    changed = tmp_path / "changed.zip"
    for place in (*headers, *directory):
        altered = bytearray(body)
        altered[place] ^= 0x40
        changed.write_bytes(altered)
        assert not verify_pack(changed, shop.public_key).is_genuine, place


@pytest.mark.parametrize("change", [lambda body: body[:-1], lambda body: body + b"x", lambda body: b"x" + body])
def test_a_shortened_or_lengthened_zip_is_found(finished, tmp_path, change):
    changed = tmp_path / "changed.zip"
    changed.write_bytes(change(finished[1].read_bytes()))
    assert not verify_pack(changed, None).is_genuine


def test_a_pack_compressed_anew_is_refused(finished, tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files_of(finished[1]).items():
            archive.writestr(name, body)
    assert "compressed" in verify_pack(tmp_path / "bomb.zip", None).problems[0]


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil", "a/b.txt", "..", ".hidden", "a\\b"])
def test_a_path_in_the_zip_is_refused(finished, tmp_path, name):
    with zipfile.ZipFile(tmp_path / "path.zip", "w") as archive:
        archive.writestr(name, "x")
    assert "forbidden" in verify_pack(tmp_path / "path.zip", None).problems[0]


@pytest.mark.parametrize("body", [b"", b"PK", b"PK\x05\x06" + b"\0" * 18, b"x" * 1000])
def test_nonsense_is_no_pack(tmp_path, body):
    (tmp_path / "pack.zip").write_bytes(body)
    assert print_report(verify_pack(tmp_path / "pack.zip", None)).startswith("NOT genuine: ")


def test_a_pack_that_is_not_there_is_said(tmp_path):
    assert "No such file" in verify_pack(tmp_path / "none.zip", None).problems[0]


def signed_anew(before: dict[str, bytes], shop, **changes) -> dict[str, bytes]:
    """What the holder of the key itself could have done wrong: a signed manifest that does not add up."""
    document = json.loads(before["manifest.json"]) | changes
    raw = canonical(document)
    return before | {"manifest.json": raw, "manifest.sig": shop.signing.sign(raw)}


def test_counts_must_agree_with_the_rows(finished, tmp_path):
    shop, pack = finished
    changed = signed_anew(files_of(pack), shop, counts={"names": 12, "confirmed": 20})
    report = verify_pack(zipped(changed, tmp_path / "p.zip"), shop.public_key)
    assert report.problems == ("signatures.csv has 11 rows, the manifest states 12",)


def test_numbers_only_may_list_nobody(finished, tmp_path):
    shop, pack = finished
    changed = signed_anew(files_of(pack), shop, profile="numbers_only")
    report = verify_pack(zipped(changed, tmp_path / "p.zip"), shop.public_key)
    assert report.problems == ("the pack lists people, though it is one of numbers only",)


@pytest.mark.parametrize(
    "changes",
    [
        {"files": "none"},
        {"files": [{"name": 1}]},
        {"counts": {"names": -1}},
        {"counts": {"names": 10**4298}},
        {"format": "other"},
        {"key": []},
    ],
)
def test_a_misshapen_manifest_is_said(finished, tmp_path, changes):
    shop, pack = finished
    changed = signed_anew(files_of(pack), shop, **changes)
    report = verify_pack(zipped(changed, tmp_path / "p.zip"), shop.public_key)
    assert report.problems == ("manifest.json is not the manifest of a delivery",)


def test_a_list_of_absent_files_is_not_printed_without_end(finished, tmp_path):
    shop, pack = finished
    absent = [{"name": f"absent-{number}", "size": 0, "sha256": ""} for number in range(1_000)]
    changed = signed_anew(files_of(pack), shop, files=absent)
    lines = print_report(verify_pack(zipped(changed, tmp_path / "p.zip"), shop.public_key)).splitlines()
    assert len(lines) < 25
    assert "  … and 987 more" in lines


@pytest.mark.parametrize(
    "changes",
    [
        {"files": [{"name": f"absent-{number}", "size": 0, "sha256": ""} for number in range(60_000)]},
        {"counts": {f"kind-{number}": 1 for number in range(60_000)}},
    ],
)
def test_a_manifest_without_end_is_refused(finished, tmp_path, changes):
    shop, pack = finished
    changed = signed_anew(files_of(pack), shop, **changes)
    (problem,) = verify_pack(zipped(changed, tmp_path / "p.zip"), shop.public_key).problems
    assert "more" in problem


def test_no_line_is_longer_than_one_reads(finished, tmp_path):
    shop, pack = finished
    changed = signed_anew(files_of(pack), shop, recipient={"name": "x" * 1_000_000})
    text = print_report(verify_pack(zipped(changed, tmp_path / "p.zip"), shop.public_key))
    assert len(text) < 5_000


def test_a_manifest_is_read_as_it_was_written(finished):
    manifest = read_manifest(files_of(finished[1])["manifest.json"])
    assert (manifest.recipient, manifest.sample) == ("Sample recipient", True)


def test_a_terminal_is_told_nothing_by_the_pack(finished, tmp_path):
    shop, pack = finished
    changed = signed_anew(files_of(pack), shop, recipient={"name": "\x1b[2J\u202eevil"})
    text = print_report(verify_pack(zipped(changed, tmp_path / "p.zip"), None))
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_an_encrypted_pack_is_checked_with_its_identity(workshop, people):
    result = workshop.compile(people=people)
    report = verify_pack(result.path, workshop.public_key, age_identity=workshop.identity_file)
    assert report.is_genuine
    assert report.manifest_sha256 == result.manifest_sha256


def test_an_encrypted_pack_needs_an_identity(workshop, people):
    assert "no age identity" in verify_pack(workshop.compile(people=people).path, None).problems[0]


@pytest.mark.parametrize("place", [0, 60, 3000, -1])
def test_a_changed_byte_of_an_encrypted_pack_is_found(workshop, people, place):
    pack = workshop.compile(people=people[:1]).path
    body = bytearray(pack.read_bytes())
    body[place] ^= 1
    pack.write_bytes(body)
    assert not verify_pack(pack, None, age_identity=workshop.identity_file).is_genuine


def test_a_wrong_identity_is_said(workshop, people, tmp_path):
    pack = workshop.compile(people=people[:1]).path
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("AGE-SECRET-KEY-1NONSENSE")
    assert "not an age identity" in verify_pack(pack, None, age_identity=wrong).problems[0]
    shutil.copy(pack, tmp_path / "copy.zip")
    assert not verify_pack(tmp_path / "copy.zip", None).is_genuine

#!/usr/bin/env python3
"""Checks an exported Hearthline log: a second implementation, written from docs/ledger-format.md and nothing else.

    verify_export.py DIRECTORY VKEY     prints every fault and one summary line; exit code 0 sound, 1 faults, 2 wrong usage
    verify_export.py --vector FILE      recomputes the worked entry of the format

Python 3.9 or newer and one package for Ed25519: cryptography, or PyNaCl. Exit code 3 says that neither is there.
"""
import base64, hashlib, json, os, re, struct, sys

try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    def ed25519(key, signature, message):
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
except ImportError:
    try:
        from nacl.signing import VerifyKey

        def ed25519(key, signature, message):
            VerifyKey(key).verify(message, signature)
    except ImportError:
        print("skipped: neither the package cryptography nor PyNaCl is installed")
        sys.exit(3)

ORDER = 2**252 + 27742317777372353535851937790883648493
PRIME = 2**255 - 19
EIGHT = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
SMALL = {0, 1, PRIME - 1, EIGHT, PRIME - EIGHT}
faults = []


def fault(code, place):
    faults.append(code)
    print(f"{code} at {place}")


def sha(*parts):
    return hashlib.sha256(b"".join(p.encode() if isinstance(p, str) else p for p in parts)).digest()


def b64(text):
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise ValueError("not canonical base64")
    return data


def b64url(text):
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if base64.urlsafe_b64encode(data).decode().rstrip("=") != text:
        raise ValueError("not canonical base64url")
    return data


def signed(key, signature, message):
    """Strict Ed25519: canonical encodings, S < L, no key of small order."""
    if len(key) != 32 or len(signature) != 64:
        return False
    y = int.from_bytes(key, "little") & (2**255 - 1)
    if y >= PRIME or y in SMALL or int.from_bytes(signature[32:], "little") >= ORDER:
        return False
    try:
        ed25519(key, signature, message)
        return True
    except Exception:
        return False


def jcs(value):
    """RFC 8785 over strings, booleans, null, arrays, objects and safe integers."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(jcs(name) + ":" + jcs(value[name]) for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(jcs, value)) + "]"
    if isinstance(value, float) or (isinstance(value, int) and abs(value) > 2**53 - 1):
        raise ValueError("not a safe integer")
    if isinstance(value, str) and "\0" in value:
        raise ValueError("NUL")
    text = json.dumps(value, ensure_ascii=False)
    text.encode()  # refuses a lone surrogate
    return text


def canonical(text, members):
    value = json.loads(text)
    if jcs(value) != text or set(value) != members:
        raise ValueError("not canonical")
    return value


def commitment(salt, name, value):
    return sha(jcs([salt, name, value]))


def fields_root(pairs):
    packed = [struct.pack(">H", len(name.encode())) + name.encode() + c for name, c in pairs]
    return sha("hearthline/fields/v1\n", struct.pack(">I", len(pairs)), *packed)


def leaf_data(digest, statement, signature):
    return sha("hearthline/leaf/v1\n", digest, sha(statement, signature))


def leaf_hash(data):
    return sha(b"\0", data)


def push(stack, node):
    """RFC 6962 over a stack of (height, hash) of perfect subtrees; answers the subtrees that became whole."""
    whole, height = [], 0
    while stack and stack[-1][0] == height:
        node, height = sha(b"\1", stack.pop()[1], node), height + 1
        whole.append((height, node))
    stack.append((height, node))
    return whole


def root_of(stack):
    if not stack:
        return sha(b"")
    node = stack[-1][1]
    for _, left in reversed(stack[:-1]):
        node = sha(b"\1", left, node)
    return node


def merkle(leaves):
    stack = []
    for leaf in leaves:
        push(stack, leaf)
    return root_of(stack)


def map_leaf(key, version, digest):
    return sha(b"\0", key, struct.pack(">Q", version), digest)


def map_root(leaves, depth=0):
    """Sparse Merkle map of {key: (version, digest)}: a lone key is its leaf, nothing is 32 zero bytes."""
    if not leaves:
        return bytes(32)
    if len(leaves) == 1:
        [(key, (version, digest))] = leaves.items()
        return map_leaf(key, version, digest)
    halves = ({}, {})
    for key, head in leaves.items():
        halves[key[depth // 8] >> (7 - depth % 8) & 1][key] = head
    return sha(b"\1", map_root(halves[0], depth + 1), map_root(halves[1], depth + 1))


def tile_path(level, index, width):
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join(["x" + group for group in groups[:-1]] + groups[-1:])
    return f"tile/{level}/{path}" + ("" if width == 256 else f".p/{width}")


def read_vkey(vkey):
    """Answers name, key id (hex) and raw key of an Ed25519 verifier key."""
    name, key_id, key = re.fullmatch(r"([^+\n]+)\+([0-9a-f]{8})\+(.+)", vkey).groups()
    key = b64(key)
    if key[0] != 1 or len(key) != 33 or sha(name, "\n", key)[:4].hex() != key_id:
        raise ValueError("not an Ed25519 verifier key")
    return name, key_id, key[1:]


def signers(note, vkeys):
    """The text of a note, and which of these keys signed it; none where a signature of one does not hold."""
    text, _, lines = note.rpartition("\n\n")
    text += "\n"
    found = set()
    for name, line in [line.split(" ")[1:3] for line in lines.splitlines()]:
        for vkey in vkeys:
            own, key_id, raw = read_vkey(vkey)
            if own != name or b64(line)[:4].hex() != key_id:
                continue
            if not signed(raw, b64(line)[4:], text.encode()):
                return text, set()
            found.add(vkey)
    return text, found


def statements(directory):
    """What the log says of its keys: pairs of keys of which the first named the second, and withdrawals."""
    pairs, withdrawn = set(), []
    path = os.path.join(directory, "keys")
    lines = open(path, encoding="utf-8").read().split("\n") if os.path.exists(path) else []
    for note in [line[len("# log-key ") :] for line in lines if line.startswith("# log-key ")][:256]:
        try:
            note = b64(note).decode()
            tag, *said = note.rpartition("\n\n")[0].split("\n")
            if tag == "hearthline/log-key-endorsed/v1" and len(said) == 2 and read_vkey(said[0])[0] == read_vkey(said[1])[0]:
                if signers(note, said)[1] == set(said):
                    pairs.add(tuple(said))
            if tag == "hearthline/log-key-withdrawn/v1" and len(said) == 3 and re.fullmatch(r"0|[1-9][0-9]*", said[1]):
                withdrawn.append((note, said[0], int(said[1]), said[2]))
        except (ValueError, AttributeError, IndexError):
            continue
    return pairs, withdrawn


def walk(vkey, steps):
    """The keys that one leads to. A key with two ways on leads nowhere."""
    keys = []
    while True:
        ways = {to for by, to in steps if by == (keys[-1] if keys else vkey)}
        if len(ways) != 1 or ways & {vkey, *keys}:
            return keys
        keys += ways


def speaking(directory, vkey):
    """The keys that count for a reader who knows one, each with the largest size it counts for alone (The log's keys)."""
    pairs, withdrawn = statements(directory)
    back = {(to, by) for by, to in pairs}
    keys = {key: None for key in [vkey, *walk(vkey, pairs), *walk(vkey, back)]}
    for note, key, size, since in withdrawn:
        later = [each for each in keys if key in walk(each, back)]
        if key in keys and signers(note, later)[1]:
            # When a checkpoint was cosigned is not looked at here: of a compromised key nothing counts alone.
            keys[key] = min(-1 if since != "-" else size, size if keys[key] is None else keys[key])
    return {key: strictest(key, keys, back) for key in keys}


def strictest(key, limits, back):
    """Its own limit or that of a key after it: the thief of a withdrawn key could otherwise name one before it."""
    return min((size for each, size in limits.items() if size is not None and (each == key or key in walk(each, back))), default=None)


def check_checkpoint(directory, vkey):
    try:
        name = read_vkey(vkey)[0]
    except (ValueError, AttributeError):
        raise SystemExit("This is not an Ed25519 verifier key.")
    with open(os.path.join(directory, "checkpoint"), encoding="utf-8", newline="") as file:
        note = file.read()
    limits = speaking(directory, vkey)
    text, good = signers(note, limits)
    origin, size, root = text.split("\n")[:3]
    if origin != name or not good:
        fault("CHECKPOINT_UNSIGNED", "checkpoint")
    elif all(limits[key] is not None and int(size) > limits[key] for key in good):
        fault("LOG_KEY_WITHDRAWN", "checkpoint")
    return origin, int(size), b64(root)


def read(directory, path):
    try:
        with open(os.path.join(directory, path), "rb") as file:
            return file.read()
    except OSError:
        fault("FILE_UNREADABLE", path)
        return b""


def check_tiles(directory, size, root):
    """Answers the leaf data of all entries."""
    leaves, stack, levels = [], [], {0: []}
    for first in range(0, size, 256):
        width = min(256, size - first)
        path = tile_path("entries", first // 256, width)
        bundle = read(directory, path)
        entries = [bundle[at + 2 : at + 34] for at in range(0, len(bundle), 34)]
        if len(bundle) != width * 34 or any(bundle[at : at + 2] != b"\0\x20" for at in range(0, len(bundle), 34)):
            fault("FILE_UNREADABLE", path)
        leaves += entries
        for data in entries:
            levels[0].append(leaf_hash(data))
            for height, node in push(stack, levels[0][-1]):
                if height % 8 == 0:
                    levels.setdefault(height // 8, []).append(node)
    for level, hashes in levels.items():
        for first in range(0, len(hashes), 256):
            some = hashes[first : first + 256]
            path = tile_path(level, first // 256, len(some))
            if read(directory, path) != b"".join(some):
                fault("TILE_WRONG", path)
    if len(leaves) != size or root_of(stack) != root:
        fault("TREE_ROOT_WRONG", f"entry {size}")
    return leaves


HEADER = {"origin", "stream", "version", "prev", "nonce", "fieldsRoot"}
STATEMENT = {"tag", "origin", "organisation", "key", "idempotencyKey", "count", "root"}


def covers(erasure, stream, version, name):
    """Whether an erasure took this field: all of a person's, or named fields of the entries up to a version."""
    if erasure["scope"] == "person":
        return stream.startswith(("loan/", "access/")) and erasure["subject"] == "loan/" + stream.split("/", 1)[1]
    if erasure["subject"] != stream or version > erasure["throughVersion"]:
        return False
    return erasure["version"] in (None, version) and name in erasure["fields"]


class Log:
    """Headers, chains, statements, signatures and values, in ledger order."""

    def __init__(self, origin, leaves):
        self.last, self.leaves = origin, leaves
        self.origin, self.number, self.began = None, 1, None
        self.size, self.heads, self.keys, self.waiting, self.map = 0, {}, {}, [], {}
        self.erasures, self.missing = [], []

    def add(self, commit, values):
        statement, signature = commit["statement"], b64(commit["signature"])
        digests, registered = [], []
        if commit["index"] != self.size:
            fault("INDEX_GAP", f"entry {self.size}")
        for entry in commit["entries"]:
            place = f"entry {self.size}"
            digest = sha("hearthline/entry/v1\n", entry["header"])
            digests.append(digest)
            self.began = None
            self.follow_names(entry["header"], statement)
            header = self.check_header(entry, digest, place)
            if values is not None and header is not None:
                registered += self.check_values(entry, header, values.get(self.size), place)
            if self.size >= len(self.leaves) or self.leaves[self.size] != leaf_data(digest, statement, signature):
                fault("LEAF_WRONG", place)
            self.size += 1
        self.check_commit(statement, signature, digests, registered, f"entry {commit['index']}")

    def follow_names(self, header, statement):
        """The log bears the name that is known, or goes on to it where the hub declares so (Succession)."""
        try:
            header, statement = json.loads(header), json.loads(statement)
            later = re.fullmatch(r"(.+)/([1-9][0-9]{0,8})", self.last)
            first = later.group(1) if later and int(later.group(2)) >= 2 else None
            if self.origin is None:
                self.origin = first if first is not None and header["origin"] == first else self.last
            if header["stream"] != "log/succession" or (statement["organisation"], statement["count"]) != ("hub", 1):
                return
            named = re.fullmatch(r"(.+)/([1-9][0-9]{0,8})", header["origin"])
            if named and named.group(1) == first and self.number < int(named.group(2)) <= int(later.group(2)) and self.origin != self.last:
                self.began, self.origin, self.number = self.origin, header["origin"], int(named.group(2))
        except (ValueError, KeyError, TypeError):
            self.origin = self.origin or self.last

    def check_header(self, entry, digest, place):
        try:
            header = canonical(entry["header"], HEADER)
        except ValueError:
            return fault("HEADER_MALFORMED", place)
        stream = header["stream"]
        version, previous = self.heads.get(stream, (0, bytes(32)))
        if header["origin"] != self.origin:
            fault("WRONG_STREAM", place)
        if header["version"] != version + 1:
            fault("VERSION_GAP", place)
        if header["prev"] != previous.hex():
            fault("LINK_BROKEN", place)
        self.heads[stream] = (header["version"], digest)
        self.waiting.append((self.size, sha("hearthline/stream/v1\n", stream), (header["version"], digest)))
        names = [name.encode() for name, _ in entry["commitments"]]
        if any(left >= right for left, right in zip(names, names[1:])):
            fault("FIELDS_DISORDERED", place)
        pairs = [(name, b64url(c)) for name, c in entry["commitments"]]
        if any(len(c) != 32 for _, c in pairs) or fields_root(pairs).hex() != header["fieldsRoot"]:
            fault("FIELDS_ROOT_WRONG", place)
        return header

    def check_values(self, entry, header, fields, place):
        sealed = {name: b64url(c) for name, c in entry["commitments"]}
        shown = {}
        for name, _, salt, value in fields or []:
            shown[name] = value
            if name not in sealed:
                fault("FIELD_UNKNOWN", f"{place}, field {name}")
            elif commitment(salt, name, value) != sealed[name]:
                fault("FIELD_ALTERED", f"{place}, field {name}")
        for name in sealed.keys() - shown.keys():
            self.missing.append((header["stream"], header["version"], name, place))
        if shown.get("@type") == "FieldErased" and header["stream"] == "erasure/" + shown["subject"].removeprefix("loan/"):
            self.erasures.append(shown)
        declared = (shown.get("ancestor"), shown.get("size")) if shown.get("@type") == "LogSucceeded" else None
        if declared != (None if self.began is None else (self.began, self.size)):
            fault("LINEAGE_WRONG", place)
        if shown.get("@type") == "StreamHeads":
            self.check_map(shown, place)
        if shown.get("@type") == "KeyRegistered":
            return [(shown["keyId"], shown["organisation"], b64(shown["publicKey"]))]
        return []

    def check_missing(self):
        """A value may be missing where a fact of the log says that it was erased."""
        for stream, version, name, place in self.missing:
            if not any(covers(erasure, stream, version, name) for erasure in self.erasures):
                fault("FIELD_MISSING", f"{place}, field {name}")

    def check_map(self, shown, place):
        self.map.update({key: head for at, key, head in self.waiting if at < shown["size"]})
        self.waiting = [each for each in self.waiting if each[0] >= shown["size"]]
        if map_root(self.map).hex() != shown["root"]:
            fault("MAP_WRONG", place)

    def check_commit(self, text, signature, digests, registered, place):
        try:
            statement = canonical(text, STATEMENT)
            if statement["tag"] != "hearthline/commit/v1" or statement["origin"] != self.origin:
                raise ValueError("another tag or origin")
        except ValueError:
            return fault("COMMIT_MALFORMED", place)
        if statement["count"] != len(digests) or b64(statement["root"]) != merkle(map(leaf_hash, digests)):
            return fault("COMMIT_ROOT_WRONG", place)
        own = statement["organisation"]
        new = {key: (organisation, raw) for key, organisation, raw in registered if organisation == own and key not in self.keys}
        known = any(organisation == own for organisation, _ in self.keys.values())
        organisation, raw = (self.keys if known else {**self.keys, **new}).get(statement["key"], (None, b""))
        if organisation != own or sha(raw).hex() != statement["key"]:
            return fault("KEY_UNKNOWN", place)
        if not signed(raw, signature, text.encode()):
            return fault("SIGNATURE_WRONG", place)
        self.keys.update(new)


def lines(directory, path):
    with open(os.path.join(directory, path), encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]


def check_export(directory, vkey):
    origin, size, root = check_checkpoint(directory, vkey)
    log = Log(origin, check_tiles(directory, size, root))
    parts = "checkpoint, tiles"
    if os.path.isdir(os.path.join(directory, "entries")):
        with_values = os.path.isdir(os.path.join(directory, "values"))
        parts += ", entries" + (", values" if with_values else "")
        if not with_values:
            told = lines(directory, "entries/keys.jsonl")
            log.keys = {each["key"]: (each["organisation"], b64(each["publicKey"])) for each in told}
        for chunk in range(0, -(-size // 4096)):
            name = f"{chunk:03}.jsonl"
            try:
                values = {v["index"]: v["fields"] for v in lines(directory, f"values/{name}")} if with_values else None
                for commit in lines(directory, f"entries/{name}"):
                    log.add(commit, values)
            except (ValueError, KeyError, TypeError, OSError):
                fault("FILE_UNREADABLE", f"{name}, entry {log.size}")
        log.check_missing()
        if size > 0 and log.origin != log.last:
            fault("LINEAGE_WRONG", f"entry {log.size}")
        if log.size != size:
            fault("TREE_SIZE_WRONG", f"entry {log.size}")
    return f"{size} entries of {origin} ({parts})"


def check_vector(path):
    with open(path, encoding="utf-8") as file:
        v = json.load(file)
    pairs = [(f["name"], commitment(f["salt"], f["name"], f["value"])) for f in v["fields"]]
    header, statement = canonical(v["header"], HEADER), canonical(v["statement"], STATEMENT)
    digest, signature, key = bytes.fromhex(v["digest"]), b64(v["signature"]), b64(v["publicKey"])
    both = [digest, bytes.fromhex(v["otherDigestOfTheCommit"])]
    data = leaf_data(digest, v["statement"], signature)
    place = sha("hearthline/stream/v1\n", header["stream"])
    steps = {
        "commitments": [c for _, c in pairs] == [b64url(f["commitment"]) for f in v["fields"]],
        "fieldsRoot": fields_root(pairs).hex() == v["fieldsRoot"] == header["fieldsRoot"],
        "digest": sha("hearthline/entry/v1\n", v["header"]) == digest,
        "root": merkle(map(leaf_hash, both)) == b64(statement["root"]),
        "key": sha(key).hex() == statement["key"],
        "signature": signed(key, signature, v["statement"].encode()),
        "leafData": data.hex() == v["leafData"],
        "leafHash": leaf_hash(data).hex() == v["leafHash"],
        "mapKey": place.hex() == v["mapKey"],
        "mapLeaf": map_leaf(place, header["version"], digest).hex() == v["mapLeaf"],
    }
    for name in [name for name, holds in steps.items() if not holds]:
        fault("VECTOR_DIFFERS", name)
    return f"the worked entry ({len(steps)} steps)"


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__)
        sys.exit(2)
    checked = check_vector(sys.argv[2]) if sys.argv[1] == "--vector" else check_export(sys.argv[1], sys.argv[2])
    print(f"NOT SOUND: {len(faults)} faults in {checked}" if faults else f"Sound: {checked}.")
    sys.exit(1 if faults else 0)

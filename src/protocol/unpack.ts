import { id_bytes, idFromBytes } from "./id.ts";
import { limits } from "./limits.ts";

/** A frame that is not what its format allows. `message` says where it breaks. */
export class Malformed extends Error {
  override name = "Malformed";
}

const forbiddenKeys = new Set(["__proto__", "constructor", "prototype"]);
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Strictness for what untrusted clients send: entries and nesting are counted against these. */
const untrusted = { entries_max: limits.entries_max, ids: false };
/** For what the server sends to its own client: pages are longer, and every binary value is an id. */
const fromServer = { entries_max: limits.integer_max, ids: true };

/**
 * Decodes one MessagePack value that must fill `bytes` exactly. Declared sizes are held against the bytes that are left
 * before anything is made of them; extension types, floats, nil, non-text or repeated keys, invalid UTF-8, overlong
 * frames and integers beyond 2^53 are refused. Throws Malformed.
 */
export function unpack(bytes: Uint8Array): unknown {
  return new Unpacker(bytes, untrusted).whole();
}

/** As unpack, for frames that the server made: binary values come out as ids. */
export function unpackFromServer(bytes: Uint8Array): unknown {
  return new Unpacker(bytes, fromServer).whole();
}

class Unpacker {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #rules: { entries_max: number; ids: boolean };
  #at = 0;
  #depth = 0;

  constructor(bytes: Uint8Array, rules: { entries_max: number; ids: boolean }) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#rules = rules;
  }

  whole(): unknown {
    const value = this.#value();
    if (this.#at !== this.#bytes.length) throw new Malformed(`bytes are left over after byte ${this.#at}`);
    return value;
  }

  #value(): unknown {
    const head = this.#bytes[this.#skip(1)] ?? 0;
    if (head < 0x80) return head;
    if (head < 0x90) return this.#map(head & 0x0f);
    if (head < 0xa0) return this.#array(head & 0x0f);
    if (head < 0xc0) return this.#str(head & 0x1f);
    if (head >= 0xe0) return head - 0x100;
    switch (head) {
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
        return this.#bin(this.#view.getUint8(this.#skip(1)));
      case 0xc5:
        return this.#bin(this.#view.getUint16(this.#skip(2)));
      case 0xc6:
        return this.#bin(this.#view.getUint32(this.#skip(4)));
      case 0xcc:
        return this.#view.getUint8(this.#skip(1));
      case 0xcd:
        return this.#view.getUint16(this.#skip(2));
      case 0xce:
        return this.#view.getUint32(this.#skip(4));
      case 0xcf:
        return this.#safe(this.#view.getBigUint64(this.#skip(8)));
      case 0xd0:
        return this.#view.getInt8(this.#skip(1));
      case 0xd1:
        return this.#view.getInt16(this.#skip(2));
      case 0xd2:
        return this.#view.getInt32(this.#skip(4));
      case 0xd3:
        return this.#safe(this.#view.getBigInt64(this.#skip(8)));
      case 0xd9:
        return this.#str(this.#view.getUint8(this.#skip(1)));
      case 0xda:
        return this.#str(this.#view.getUint16(this.#skip(2)));
      case 0xdb:
        return this.#str(this.#view.getUint32(this.#skip(4)));
      case 0xdc:
        return this.#array(this.#view.getUint16(this.#skip(2)));
      case 0xdd:
        return this.#array(this.#view.getUint32(this.#skip(4)));
      case 0xde:
        return this.#map(this.#view.getUint16(this.#skip(2)));
      case 0xdf:
        return this.#map(this.#view.getUint32(this.#skip(4)));
      default:
        throw new Malformed(`type 0x${head.toString(16)} at byte ${this.#at - 1} is not used by the protocol`);
    }
  }

  #str(length: number): string {
    const from = this.#skip(length);
    if (length < 24) {
      let value = "";
      let i = from;
      for (; i < this.#at; i++) {
        const code = this.#bytes[i] ?? 0;
        if (code > 0x7f) break;
        value += String.fromCharCode(code);
      }
      if (i === this.#at) return value;
    }
    try {
      return utf8.decode(this.#bytes.subarray(from, this.#at));
    } catch {
      throw new Malformed(`the text at byte ${from} is not UTF-8`);
    }
  }

  #bin(length: number): unknown {
    const from = this.#skip(length);
    if (length !== id_bytes) throw new Malformed(`the binary value at byte ${from} is not an id of ${id_bytes} bytes`);
    return this.#rules.ids ? idFromBytes(this.#bytes, from) : this.#bytes.subarray(from, this.#at);
  }

  #array(entries: number): unknown[] {
    this.#enter(entries, entries);
    const values: unknown[] = [];
    for (let i = 0; i < entries; i++) values.push(this.#value());
    this.#depth--;
    return values;
  }

  #map(entries: number): Record<string, unknown> {
    this.#enter(entries, entries * 2);
    const values: Record<string, unknown> = {};
    for (let i = 0; i < entries; i++) {
      const key = this.#value();
      if (typeof key !== "string") throw new Malformed(`a key before byte ${this.#at} is not text`);
      if (forbiddenKeys.has(key)) throw new Malformed(`"${key}" may not be a key`);
      if (Object.hasOwn(values, key)) throw new Malformed(`the key before byte ${this.#at} is there twice`);
      values[key] = this.#value();
    }
    this.#depth--;
    return values;
  }

  #enter(entries: number, bytes_min: number): void {
    if (entries > this.#rules.entries_max) throw new Malformed(`${entries} entries are more than the limit`);
    if (bytes_min > this.#bytes.length - this.#at)
      throw new Malformed(`${entries} entries are declared, but the frame ends`);
    if (++this.#depth > limits.nesting_max) throw new Malformed(`values are nested deeper than ${limits.nesting_max}`);
  }

  #safe(value: bigint): number {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw new Malformed(`the integer before byte ${this.#at} is beyond 2^53`);
    return number;
  }

  /** Where the next `length` bytes start, having moved past them. */
  #skip(length: number): number {
    const from = this.#at;
    if (length > this.#bytes.length - from)
      throw new Malformed(`the frame ends in the middle of a value at byte ${from}`);
    this.#at = from + length;
    return from;
  }
}

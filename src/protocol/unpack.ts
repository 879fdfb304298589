import { forbiddenKeys, Malformed } from "./codec.ts";
import { BinaryId, id_bytes, idFromBytes } from "./id.ts";
import { limits } from "./limits.ts";
import { findWord } from "./words.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

interface Rules {
  /** How many entries a list or map may have. */
  readonly entries_max: number;
  readonly bin: (id: BinaryId) => unknown;
}

const untrusted: Rules = { entries_max: limits.entries_max, bin: (id) => id };
/** What a server sends to its own client: pages are longer, and every binary value is an id. */
const fromServer: Rules = { entries_max: limits.integer_max, bin: ({ id }) => id };

/**
 * Decodes one MessagePack value that must fill `bytes` exactly. Declared sizes are held against the bytes that are left
 * before anything is made of them; extension types, floats, nil, non-text or repeated keys, invalid UTF-8, overlong
 * frames and integers beyond 2^53 are refused. Binary values come out as BinaryId. Throws Malformed.
 */
export function unpack(bytes: Uint8Array): unknown {
  return unpacker.whole(bytes, untrusted);
}

/** As unpack, for frames that the server made: binary values come out as ids. */
export function unpackFromServer(bytes: Uint8Array): unknown {
  return unpacker.whole(bytes, fromServer);
}

class Unpacker {
  #bytes: Uint8Array = new Uint8Array();
  #rules = untrusted;
  #at = 0;
  #depth = 0;

  whole(bytes: Uint8Array, rules: Rules): unknown {
    this.#bytes = bytes;
    this.#rules = rules;
    this.#at = 0;
    this.#depth = 0;
    const value = this.#value();
    if (this.#at !== bytes.length) throw new Malformed(`bytes are left over after byte ${this.#at}`);
    return value;
  }

  #value(): unknown {
    const head = this.#uint(1);
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
        return this.#bin(this.#uint(1));
      case 0xc5:
        return this.#bin(this.#uint(2));
      case 0xc6:
        return this.#bin(this.#uint(4));
      case 0xcc:
        return this.#uint(1);
      case 0xcd:
        return this.#uint(2);
      case 0xce:
        return this.#uint(4);
      case 0xcf:
        return this.#wide(this.#uint(4));
      case 0xd0:
        return this.#int(1);
      case 0xd1:
        return this.#int(2);
      case 0xd2:
        return this.#int(4);
      case 0xd3:
        return this.#wide(this.#int(4));
      case 0xd9:
        return this.#str(this.#uint(1));
      case 0xda:
        return this.#str(this.#uint(2));
      case 0xdb:
        return this.#str(this.#uint(4));
      case 0xdc:
        return this.#array(this.#uint(2));
      case 0xdd:
        return this.#array(this.#uint(4));
      case 0xde:
        return this.#map(this.#uint(2));
      case 0xdf:
        return this.#map(this.#uint(4));
      default:
        throw new Malformed(`type 0x${head.toString(16)} at byte ${this.#at - 1} is not used by the protocol`);
    }
  }

  /** An unsigned integer of `width` bytes. */
  #uint(width: number): number {
    const from = this.#skip(width);
    let value = 0;
    for (let i = from; i < this.#at; i++) value = value * 256 + (this.#bytes[i] ?? 0);
    return value;
  }

  /** A signed integer of `width` bytes, in two's complement. */
  #int(width: number): number {
    const value = this.#uint(width);
    const beyond = 256 ** width;
    return value < beyond / 2 ? value : value - beyond;
  }

  /** An integer of 8 bytes, of which the upper 4 were read. */
  #wide(upper: number): number {
    const value = upper * 0x100000000 + this.#uint(4);
    if (!Number.isSafeInteger(value)) throw new Malformed(`the integer before byte ${this.#at} is beyond 2^53`);
    return value;
  }

  #str(length: number): string {
    const from = this.#skip(length);
    const word = length < 32 ? findWord(this.#bytes, from, length) : undefined;
    if (word !== undefined) return word;
    try {
      return utf8.decode(this.#bytes.subarray(from, this.#at));
    } catch {
      throw new Malformed(`the text at byte ${from} is not UTF-8`);
    }
  }

  #bin(length: number): unknown {
    const from = this.#skip(length);
    if (length !== id_bytes) throw new Malformed(`the binary value at byte ${from} is not an id of ${id_bytes} bytes`);
    return this.#rules.bin(new BinaryId(idFromBytes(this.#bytes, from)));
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

  /** Where the next `length` bytes start, having moved past them. */
  #skip(length: number): number {
    const from = this.#at;
    if (length > this.#bytes.length - from)
      throw new Malformed(`the frame ends in the middle of a value at byte ${from}`);
    this.#at = from + length;
    return from;
  }
}

/** One for all frames, since each is decoded in one go. */
const unpacker = new Unpacker();

import { type Id, id_bytes, idToBytes } from "./id.ts";

/** Writes MessagePack (https://github.com/msgpack/msgpack/blob/master/spec.md), each value in its shortest form. */
export class Packer {
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView;
  #at = 0;
  readonly #utf8 = new TextEncoder();

  constructor(bytes_initial = 4096) {
    this.#bytes = new Uint8Array(bytes_initial);
    this.#view = new DataView(this.#bytes.buffer);
  }

  /** What `write` writes, as bytes of its own. */
  pack(write: () => void): Uint8Array<ArrayBuffer> {
    // Not at the end: what was written before a throw must not stand in front of the next value.
    this.#at = 0;
    write();
    return this.#bytes.slice(0, this.#at);
  }

  bool(value: boolean): void {
    this.#byte(value ? 0xc3 : 0xc2);
  }

  /** A safe integer. */
  int(value: number): void {
    if (value >= 0) {
      if (value < 0x80) return this.#byte(value);
      if (value < 0x100) return this.#head8(0xcc, value);
      if (value < 0x10000) return this.#head16(0xcd, value);
      if (value < 0x100000000) return this.#head32(0xce, value);
      return this.#wide(0xcf, value);
    }
    if (value >= -0x20) return this.#byte(value & 0xff);
    if (value >= -0x80) return this.#head8(0xd0, value & 0xff);
    if (value >= -0x8000) return this.#head16(0xd1, value & 0xffff);
    if (value >= -0x80000000) return this.#head32(0xd2, value >>> 0);
    return this.#wide(0xd3, value);
  }

  str(value: string): void {
    const length = value.length;
    if (length < 32 && this.#shortAscii(value, length)) return;
    // The header's width depends on the number of bytes: room is left as for ASCII, and the text moved if there are more.
    this.#room(5 + length * 3);
    const from = this.#at + headerBytes(length);
    const { written } = this.#utf8.encodeInto(value, this.#bytes.subarray(from));
    const to = this.#at + headerBytes(written);
    if (to !== from) this.#bytes.copyWithin(to, from, from + written);
    if (written < 32) this.#byte(0xa0 | written);
    else if (written < 0x100) this.#head8(0xd9, written);
    else if (written < 0x10000) this.#head16(0xda, written);
    else this.#head32(0xdb, written);
    this.#at = to + written;
  }

  id(value: Id): void {
    this.#room(2 + id_bytes);
    this.#bytes[this.#at] = 0xc4;
    this.#bytes[this.#at + 1] = id_bytes;
    idToBytes(value, this.#bytes, this.#at + 2);
    this.#at += 2 + id_bytes;
  }

  array(entries: number): void {
    if (entries < 16) this.#byte(0x90 | entries);
    else if (entries < 0x10000) this.#head16(0xdc, entries);
    else this.#head32(0xdd, entries);
  }

  map(entries: number): void {
    if (entries < 16) this.#byte(0x80 | entries);
    else if (entries < 0x10000) this.#head16(0xde, entries);
    else this.#head32(0xdf, entries);
  }

  /** Bytes that are MessagePack already. */
  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #shortAscii(value: string, length: number): boolean {
    this.#room(1 + length);
    const at = this.#at;
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i);
      if (code > 0x7f) return false;
      this.#bytes[at + 1 + i] = code;
    }
    this.#bytes[at] = 0xa0 | length;
    this.#at = at + 1 + length;
    return true;
  }

  #byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#at++] = value;
  }

  #head8(head: number, value: number): void {
    this.#room(2);
    this.#bytes[this.#at++] = head;
    this.#bytes[this.#at++] = value;
  }

  #head16(head: number, value: number): void {
    this.#room(3);
    this.#bytes[this.#at] = head;
    this.#view.setUint16(this.#at + 1, value);
    this.#at += 3;
  }

  #head32(head: number, value: number): void {
    this.#room(5);
    this.#bytes[this.#at] = head;
    this.#view.setUint32(this.#at + 1, value);
    this.#at += 5;
  }

  #wide(head: number, value: number): void {
    this.#room(9);
    this.#bytes[this.#at] = head;
    // Both are taken modulo 2^32, which makes two's complement of negative values.
    this.#view.setUint32(this.#at + 1, Math.floor(value / 0x100000000));
    this.#view.setUint32(this.#at + 5, value);
    this.#at += 9;
  }

  #room(bytes: number): void {
    const needed = this.#at + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** How many bytes stand before a text of `bytes` bytes. */
function headerBytes(bytes: number): number {
  if (bytes < 32) return 1;
  if (bytes < 0x100) return 2;
  return bytes < 0x10000 ? 3 : 5;
}

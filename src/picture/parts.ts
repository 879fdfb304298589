/** A picture's header was not there, or its parts do not fit together. */
export class Unreadable extends Error {
  override name = "Unreadable";
}

/** What a format's reader has found: what the picture is, and those of its parts that are needed to show it. */
export interface Read {
  readonly width: number;
  readonly height: number;
  /** 1 for one that does not move. */
  readonly frames: number;
  readonly parts: Parts;
}

/** Stretches of a file, in their order: neighbours are one. */
export class Parts {
  readonly list: Uint8Array[] = [];
  readonly #bytes: Uint8Array;
  /** Where the last stretch begins and ends, when the next one may go on with it. */
  #from = 0;
  #to = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Adds the file's bytes from `from` up to `to`, or its end. */
  keep(from: number, to: number): void {
    const end = Math.min(to, this.#bytes.length);
    if (this.list.length > 0 && from === this.#to) this.list.pop();
    else this.#from = from;
    this.#to = end;
    this.list.push(this.#bytes.subarray(this.#from, end));
  }

  /** Adds bytes that are not so in the file. */
  add(bytes: Uint8Array): void {
    this.list.push(bytes);
    this.#to = -1;
  }

  get length(): number {
    return this.list.reduce((sum, { length }) => sum + length, 0);
  }
}

/** Four characters, as containers name their parts. */
export function nameAt(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

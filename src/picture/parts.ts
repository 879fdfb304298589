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
  /** Of one that moves the first frame as a picture of its own, where programs that show no moving ones need it so. */
  readonly still?: Uint8Array | undefined;
  /** How it is to be turned, 1 to 8, where decoders may leave that to who asks them: turn.ts. */
  readonly turned?: number | undefined;
}

/** Real pictures have some dozens. Made to have millions, a file would take many times its size in memory. */
const parts_max = 10_000;

/** Stretches of a file, in their order: neighbours are one. */
export class Parts {
  readonly #bytes: Uint8Array;
  readonly #list: Uint8Array[] = [];
  /** Where the last stretch begins and ends, which the next one may go on with. */
  #from = 0;
  #to = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Adds the file's bytes from `from` up to `to`, or its end. */
  keep(from: number, to: number): void {
    if (from !== this.#to) {
      this.#end();
      this.#from = from;
    }
    this.#to = Math.min(to, this.#bytes.length);
  }

  /** Adds bytes that are not so in the file. */
  add(bytes: Uint8Array): void {
    this.#end();
    this.#list.push(bytes);
  }

  get list(): readonly Uint8Array[] {
    this.#end();
    return this.#list;
  }

  get length(): number {
    return this.list.reduce((sum, { length }) => sum + length, 0);
  }

  #end(): void {
    if (this.#to > this.#from) this.#list.push(this.#bytes.subarray(this.#from, this.#to));
    if (this.#list.length > parts_max) throw new Unreadable("it is in too many parts");
    this.#from = this.#to = -1;
  }
}

/** Four characters, as containers name their parts. */
export function nameAt(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3));
}

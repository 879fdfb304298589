/**
 * Ids are 12 random bytes: 16 characters of base64url (RFC 4648, section 5) in JSON, 12 binary bytes in MessagePack.
 * 96 random bits can be neither guessed nor met twice, and encode without padding.
 */
declare const brand: unique symbol;
export type Id = string & { readonly [brand]: "id" };

export const id_bytes = 12;
export const id_chars = 16;

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const charCodes = Uint8Array.from(alphabet, (char) => char.charCodeAt(0));
const values = new Int8Array(128).fill(-1);
for (let value = 0; value < 64; value++) values[charCodes[value] ?? 0] = value;
const chars = new Uint8Array(id_chars);
const ascii = new TextDecoder();

/** Whether `text` is an id as JSON carries it. */
export function isId(text: string): text is Id {
  if (text.length !== id_chars) return false;
  for (let i = 0; i < id_chars; i++) {
    const code = text.charCodeAt(i);
    if (code > 127 || values[code] === -1) return false;
  }
  return true;
}

/** The id that `bytes` (exactly 12, from `at`) stand for. */
export function idFromBytes(bytes: Uint8Array, at = 0): Id {
  for (let i = at, j = 0; j < id_chars; i += 3, j += 4) {
    const three = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    chars[j] = charCodes[three >> 18] ?? 0;
    chars[j + 1] = charCodes[(three >> 12) & 63] ?? 0;
    chars[j + 2] = charCodes[(three >> 6) & 63] ?? 0;
    chars[j + 3] = charCodes[three & 63] ?? 0;
  }
  // Half the time of joining characters: a joined text is put together only when it is looked at, as a key for example.
  return trusted(ascii.decode(chars));
}

/** An id that came as bytes: no text, so that a field for text does not take it. */
export class BinaryId {
  readonly id: Id;

  constructor(id: Id) {
    this.id = id;
  }
}

/** The id in a decoded value, whichever format it came in. */
export function idOf(raw: unknown): Id | undefined {
  if (raw instanceof BinaryId) return raw.id;
  return typeof raw === "string" && isId(raw) ? raw : undefined;
}

/** Writes the 12 bytes of `id` into `target` from `at`. */
export function idToBytes(id: Id, target: Uint8Array = new Uint8Array(id_bytes), at = 0): Uint8Array {
  for (let i = 0, j = at; i < id_chars; i += 4, j += 3) {
    const three = (value(id, i) << 18) | (value(id, i + 1) << 12) | (value(id, i + 2) << 6) | value(id, i + 3);
    target[j] = three >> 16;
    target[j + 1] = three >> 8;
    target[j + 2] = three;
  }
  return target;
}

/**
 * A new id that cannot be guessed: for users, channels, sessions and invites. It begins with no dash, so that a command
 * of the shell, `token revoke` for example, does not take it for an option.
 */
export function randomId(): Id {
  for (;;) {
    const id = idFromBytes(crypto.getRandomValues(new Uint8Array(id_bytes)));
    if (!id.startsWith("-")) return id;
  }
}

/**
 * A new id for a command: 6 bytes of milliseconds since 1970, then 6 random ones. In order of time, so that the index
 * which finds repeated commands grows at its end instead of everywhere.
 */
export function commandId(now_ms = Date.now()): Id {
  const bytes = crypto.getRandomValues(new Uint8Array(id_bytes));
  for (let i = 5, rest = now_ms; i >= 0; i--, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
  return idFromBytes(bytes);
}

function value(id: Id, at: number): number {
  return values[id.charCodeAt(at)] ?? 0;
}

function trusted(text: string): Id {
  if (!isId(text)) throw new Error(`not an id: ${text}`);
  return text;
}

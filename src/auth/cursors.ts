import { createCipheriv, createDecipheriv } from "node:crypto";
import { purposeKey } from "./key.ts";

/** Places in a list as a client keeps them between two pages: they tell nothing, and are of use to one user alone. */
export interface Cursors {
  seal(user: number, place: number): string;
  /** The place in a cursor that was sealed for this user; undefined for any other text. */
  open(user: number, cursor: string): number | undefined;
}

const cipher = "aes-256-ecb";
const block_bytes = 16;
const user_at = 8;

/** A cursor is one block: 8 bytes of the place, 8 of the user, whose leading zeros show that nobody made it up. */
export function makeCursors(key: Uint8Array): Cursors {
  const secret = purposeKey(key, "cursor");
  return {
    seal(user, place) {
      const block = Buffer.alloc(block_bytes);
      block.writeBigUInt64BE(BigInt(place));
      block.writeBigUInt64BE(BigInt(user), user_at);
      const sealing = createCipheriv(cipher, secret, null).setAutoPadding(false);
      return Buffer.concat([sealing.update(block), sealing.final()]).toString("base64url");
    },
    open(user, cursor) {
      const bytes = Buffer.from(cursor, "base64url");
      if (bytes.length !== block_bytes || bytes.toString("base64url") !== cursor) return undefined;
      const opening = createDecipheriv(cipher, secret, null).setAutoPadding(false);
      const block = Buffer.concat([opening.update(bytes), opening.final()]);
      if (block.readBigUInt64BE(user_at) !== BigInt(user)) return undefined;
      return Number(block.readBigUInt64BE());
    },
  };
}

import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { type Id, id_bytes, idFromBytes, idToBytes } from "../protocol/id.ts";
import { purposeKey } from "./key.ts";

/** The secrets in links. They prove that this server made the link for this id: nothing of them is stored. */
export interface Links {
  seal(purpose: LinkPurpose, id: Id): string;
  /** The id in a secret that `seal` made for the same purpose. Whether it can still be used is for the caller to look up. */
  open(purpose: LinkPurpose, secret: string): Id | undefined;
}

export type LinkPurpose = "invite" | "recovery";

const mac_bytes = 16;
const secret_bytes = id_bytes + mac_bytes;
const one_time_bytes = 24;

export function makeLinks(key: Uint8Array): Links {
  const keys = { invite: purposeKey(key, "invite"), recovery: purposeKey(key, "recovery") };

  function sealed(purpose: LinkPurpose, id: Id): Buffer {
    const bytes = idToBytes(id);
    const mac = createHmac("sha256", keys[purpose]).update(bytes).digest().subarray(0, mac_bytes);
    return Buffer.concat([bytes, mac]);
  }

  return {
    seal: (purpose, id) => sealed(purpose, id).toString("base64url"),

    open(purpose, secret) {
      const bytes = Buffer.from(secret, "base64url");
      if (bytes.length !== secret_bytes || bytes.toString("base64url") !== secret) return undefined;
      const id = idFromBytes(bytes);
      return timingSafeEqual(bytes, sealed(purpose, id)) ? id : undefined;
    },
  };
}

/** A secret of 192 random bits, for a link that is kept in memory and works once. */
export function oneTimeSecret(): string {
  return randomBytes(one_time_bytes).toString("base64url");
}

/** Whether two secrets are the same, in a time that does not tell where they differ. An empty one is the same as none. */
export function sameSecret(one: string, other: string): boolean {
  return one !== "" && timingSafeEqual(digest(one), digest(other));
}

function digest(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}

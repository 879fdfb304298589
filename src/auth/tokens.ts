import { createHmac, timingSafeEqual } from "node:crypto";
import { errors, jwtVerify, SignJWT } from "jose";
import { type Id, isId } from "../protocol/id.ts";
import { purposeKey } from "./key.ts";

/** Times are milliseconds since 1970; a token holds whole seconds, and is rounded down. */
export interface Tokens {
  sign(session: { id: Id; expires: number }): Promise<string>;
  /** What a token says, if this server signed it and it has not expired. Whether its session still exists is not asked. */
  verify(token: string): Promise<{ session: Id; expires: number } | undefined>;
}

const alg = "HS256";
const typ = "session+jwt";
const issuer = "bantam";
const audience = "bantam session";
export const token_chars_max = 1024;
/** Header, claims, and a signature in its one spelling: the last of its characters holds 4 bits. */
const compact = /^[\w-]+\.[\w-]+\.[\w-]{42}[AEIMQUYcgkosw048]$/;

/** Session tokens: JSON Web Tokens (RFC 7519) of one algorithm and one type (RFC 8725). */
export function makeTokens(key: Uint8Array, now: () => number = Date.now): Tokens {
  const secret = purposeKey(key, "session");

  return {
    sign: ({ id, expires }) =>
      new SignJWT({ sid: id })
        .setProtectedHeader({ alg, typ })
        .setIssuer(issuer)
        .setAudience(audience)
        .setExpirationTime(Math.floor(expires / 1000))
        .sign(secret),

    async verify(token) {
      if (token.length > token_chars_max || !compact.test(token) || !isSigned(token, secret)) return undefined;
      try {
        const { payload, protectedHeader } = await jwtVerify<{ sid: unknown }>(token, secret, {
          algorithms: [alg],
          typ,
          issuer,
          audience,
          currentDate: new Date(now()),
        });
        // A header with more than these two asks for something, such as a key of its own: jose overlooks what we refuse.
        if (Object.keys(protectedHeader).length !== 2) return undefined;
        const { sid, exp } = payload;
        if (typeof sid !== "string" || !isId(sid) || exp === undefined) return undefined;
        return { session: sid, expires: exp * 1000 };
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}

/** jose says the same, in a hundred times the time: a flood of forged tokens is not to get that far. */
function isSigned(token: string, secret: Uint8Array): boolean {
  const dot = token.lastIndexOf(".");
  const mac = createHmac("sha256", secret).update(token.slice(0, dot)).digest();
  return timingSafeEqual(mac, Buffer.from(token.slice(dot + 1), "base64url"));
}

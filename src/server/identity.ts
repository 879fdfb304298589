import type { Services } from "../chat/services.ts";
import type { User } from "../chat/directory.ts";
import type { LiveSession } from "../auth/sessions.ts";
import { Refusal } from "../protocol/errors.ts";
import { cookieName } from "./cookies.ts";
import type { Origins } from "./origins.ts";

/** Who sent a request. One function for every carrier. */
export interface Identity {
  readonly user: User;
  readonly session: LiveSession;
}

/** Throws wrong_origin for a request to a name that is not this server's, or from a page of another site. */
export function refuseForeign(origins: Origins, request: Request): void {
  const host = request.headers.get("host");
  const origin = request.headers.get("origin");
  if (!origins.isKnownHost(host))
    throw new Refusal("wrong_origin", "This server does not go by this name. Set public_url to it.");
  if (origin !== null && !origins.isOwn(origin, host)) throw new Refusal("wrong_origin");
}

/**
 * The user and session of a request's bearer token or cookie; undefined without one. Throws not_signed_in for a token that
 * is not valid, and wrong_origin for a cookie that a page of another site may have sent along with what changes something,
 * or listens. Of what only `reads` nothing can be told there: the cookie does not go along with parts of a foreign page.
 */
export async function identify(
  services: Services,
  origins: Origins,
  request: Request,
  does: "changes" | "reads" = "changes",
): Promise<Identity | undefined> {
  refuseForeign(origins, request);
  const authorization = request.headers.get("authorization");
  const cookie = cookieOf(origins, request);
  if (authorization === null && (cookie === null || cookie === "")) return undefined;
  // A browser always says where a request comes from that may change something; what does not say it has no use for a cookie.
  if (
    does === "changes" &&
    authorization === null &&
    request.headers.get("origin") === null &&
    request.headers.get("sec-fetch-site") !== "same-origin"
  )
    throw new Refusal("wrong_origin");
  const token = authorization === null ? (cookie ?? "") : (bearerOf(authorization) ?? "");

  const session = services.sessions.peek(token) ?? (await services.sessions.verify(token));
  const user = session && services.directory.usersByN[session.user];
  if (!session || !user || user.deactivated) throw new Refusal("not_signed_in");
  return { user, session };
}

/** What a browser sends along as its session. */
export function cookieOf(origins: Origins, request: Request): string | null {
  const name = cookieName(origins.isSecure(request.headers.get("host")));
  return new Bun.CookieMap(request.headers.get("cookie") ?? "").get(name);
}

/** The token in an Authorization header. */
export function bearerOf(authorization: string): string | undefined {
  return /^Bearer (\S+)$/i.exec(authorization)?.[1];
}

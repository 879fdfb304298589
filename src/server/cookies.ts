/**
 * The session cookie. Over https it is bound to the host and never sent without (`__Host-`); http is for loopback and for
 * who has asked for it, where a browser would not keep a Secure cookie.
 */
export function cookieName(secure: boolean): string {
  return secure ? "__Host-bantam" : "bantam";
}

/** Set-Cookie for a session's token; without one it is taken away. */
export function sessionCookie(secure: boolean, token: string | undefined, expires_ms: number): string {
  const expires = new Date(token === undefined ? 0 : expires_ms).toUTCString();
  const attributes = `Path=/; HttpOnly; SameSite=Lax; Expires=${expires}${secure ? "; Secure" : ""}`;
  return `${cookieName(secure)}=${token ?? ""}; ${attributes}`;
}

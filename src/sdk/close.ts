import { closes, endsSession } from "../protocol/errors.ts";

/** What to do after the server closed a socket with `code`: see `closes` in protocol/errors.ts. */
export function afterClose(code: number): "resume" | "reload" | "sign_in" | "stop" {
  if (code === closes.changed.code) return "reload";
  if (endsSession(code)) return "sign_in";
  if (code >= 4200 || code === closes.too_large.code) return "stop";
  return "resume";
}

/**
 * A random wait below a bound that doubles with each attempt (from 0), so that clients which lost the same server do not come
 * back in step: "full jitter" in Marc Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 */
export function retryDelay_ms(attempt: number, base_ms: number, max_ms: number, random = Math.random()): number {
  return random * Math.min(max_ms, base_ms * 2 ** attempt);
}

import { Refusal } from "../protocol/errors.ts";

const look_ms = 1000;

interface Reader {
  read(): Promise<{ done: boolean; value?: Uint8Array }>;
  cancel(): Promise<void>;
}

/**
 * A request's body as it comes, up to `bytes_max`. Throws too_large beyond that, and bad_frame when it does not come to its end, or
 * when `isTooSlow` says so of the bytes that came and the seconds that this took.
 */
export async function* bodyOf(
  request: Request,
  bytes_max: number,
  isTooSlow: (bytes: number, seconds: number) => boolean = () => false,
): AsyncGenerator<Uint8Array> {
  if (!request.body) return;
  const reader: Reader = request.body.getReader();
  const began = performance.now();
  let bytes = 0;
  let isLate = false;
  const looking = setInterval(() => {
    isLate ||= isTooSlow(bytes, (performance.now() - began) / 1000);
    if (isLate) cancel(reader);
  }, look_ms);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (isLate) throw new Refusal("bad_frame", "The file came too slowly. Try again with a better connection.");
      if (done || !value) return;
      bytes += value.length;
      if (bytes > bytes_max) throw new Refusal("too_large");
      yield value;
    }
  } catch (error) {
    throw error instanceof Refusal ? error : new Refusal("bad_frame", "The body did not come to its end.");
  } finally {
    clearInterval(looking);
    cancel(reader);
  }
}

/** What else comes is not wanted: where nothing does that is as well. */
function cancel(reader: Reader): void {
  reader.cancel().catch(() => undefined);
}

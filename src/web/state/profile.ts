import { failure } from "../../protocol/frames.ts";
import { isRecord } from "../../protocol/shape.ts";
import { asCommandError, CommandError, errorHere } from "../../sdk/error.ts";

const answer_ms_max = 30_000;

/** Has the server look so many seconds at where its time goes. Resolves to a page that shows it; rejects with a CommandError. */
export async function takeProfile(seconds: number, stop: AbortSignal): Promise<Blob> {
  const response = await fetch("/admin/profile", {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/html" },
    body: JSON.stringify({ seconds }),
    signal: AbortSignal.any([stop, AbortSignal.timeout(seconds * 1000 + answer_ms_max)]),
  }).catch(() => {
    throw errorHere("unreachable");
  });
  try {
    if (response.ok) return await response.blob();
    const answer: unknown = await response.json();
    throw new CommandError(failure.read(isRecord(answer) ? answer["error"] : undefined, "error", "server"));
  } catch (error) {
    throw asCommandError(error);
  }
}

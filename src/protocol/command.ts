import { type Id, idOf } from "./id.ts";
import { choice, type Fields, id, isRecord, object, type Shape } from "./shape.ts";

/** Where a command may be sent: over the socket, by HTTP (`POST /api/NAME`), or both. */
type Carrier = "socket" | "http" | "both";

/** A command on the wire: its id, its name as `do`, its fields. Who may send it is said in chat/commands.ts. */
export function command<const N extends string, const F extends Fields, O>(
  name: N,
  meaning: string,
  fields: F,
  answer: Shape<O>,
  carrier: Carrier = "both",
) {
  return { shape: object({ id, do: choice(name), ...fields }), answer, carrier, meaning };
}

/** The id of a decoded command, which may be wrong in all else: for the error that answers it. */
export function commandIdIn(raw: unknown): Id | undefined {
  return isRecord(raw) ? idOf(raw["id"]) : undefined;
}

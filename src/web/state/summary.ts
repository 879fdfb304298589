import type { Message } from "../../protocol/records.ts";
import { words } from "../language/language.ts";

/** A message where its pictures are not seen: read out, in notifications. */
export function textOf({ body, attachments = [] }: Pick<Message, "body" | "attachments">): string {
  return [body, ...attachments.map(({ name }) => words().pictures.named(name))]
    .filter((text) => text !== "")
    .join("\n");
}

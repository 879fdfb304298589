/** Writes the reference of the protocol from its definition. */
import { commandTable } from "./src/chat/commands.ts";
import { reference } from "./src/protocol/reference.ts";

await Bun.write(new URL("src/protocol/REFERENCE.md", import.meta.url), reference(commandTable));

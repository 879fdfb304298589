/** `bun run protocol` makes the reference of the protocol from its definition and the table of commands. */
import { commandTable } from "../chat/commands.ts";
import { reference } from "../protocol/reference.ts";

await Bun.write(new URL("../protocol/REFERENCE.md", import.meta.url), reference(commandTable));

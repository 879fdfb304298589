import { emojiNames } from "./table.macro.ts" with { type: "macro" };

export const names = emojiNames("de");

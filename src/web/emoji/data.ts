import { emojiLines } from "./table.macro.ts" with { type: "macro" };

export const lines = emojiLines();

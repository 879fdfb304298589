/** The skin tones, 1 to 5 from light to dark; 0 is none. */
export const tones = [0, 1, 2, 3, 4, 5] as const;
export type Tone = (typeof tones)[number];

const firstModifier = 0x1f3fb;

/** The emoji with its people's skin in this tone. */
export function withTone(emoji: string, tone: Tone): string {
  if (tone === 0) return emoji;
  const modifier = String.fromCodePoint(firstModifier + tone - 1);
  const parts = emoji.split("\u200d");
  // Between two people the hands that they hold have none of their own.
  const isPart = (i: number) => i === 0 || i === parts.length - 1 || parts.length < 3;
  return parts
    .map((part, i) => (isPart(i) ? part.replace(/(\p{Emoji_Modifier_Base})\ufe0f?/u, `$1${modifier}`) : part))
    .join("\u200d");
}

export function isTone(value: unknown): value is Tone {
  return tones.some((tone) => tone === value);
}

import { signal } from "@preact/signals";

const shown_ms = 5000;
const current = signal("");
let clearing: ReturnType<typeof setTimeout> | undefined;

/** Says that something was done, for the eye and for a screen reader, without asking for anything. */
export function say(text: string): void {
  current.value = text;
  clearTimeout(clearing);
  clearing = setTimeout(() => {
    current.value = "";
  }, shown_ms);
}

export function Said() {
  return (
    <output class="said" aria-live="polite">
      {current.value}
    </output>
  );
}

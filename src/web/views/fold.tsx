import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";

const chars_max = 2500;
const lines_max = 30;

/** Long messages are cut until somebody wants to read them. */
export function Fold({ body, children }: { body: string; children: ComponentChildren }) {
  const isOpen = useSignal(false);
  if (body.length <= chars_max && !hasMoreLines(body)) return <>{children}</>;
  return (
    <>
      <div class={isOpen.value ? "" : "folded"}>{children}</div>
      <button
        type="button"
        class="link-button"
        aria-expanded={isOpen.value}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        {isOpen.value ? "Show less" : "Show all"}
      </button>
    </>
  );
}

function hasMoreLines(body: string): boolean {
  let at = -1;
  for (let lines = 0; lines < lines_max; lines++) {
    at = body.indexOf("\n", at + 1);
    if (at === -1) return false;
  }
  return true;
}

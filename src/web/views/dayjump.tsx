import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import type { Id } from "../../protocol/id.ts";
import { words } from "../language/language.ts";
import { jump } from "../state/jump.ts";
import { today } from "../state/today.ts";
import { beginOfDay, dateOf, dayName } from "./time.ts";
import { useLeave } from "./leave.ts";

/** The name of a day, which opens a calendar to go to another one. */
export function DayJump({ channel, at }: { channel: Id; at: number }) {
  const isOpen = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  const id = useId();
  useLeave({ root, isOpen, opened: () => root.current?.querySelector("input")?.focus() });
  return (
    <div class="day-jump" ref={root}>
      <button
        type="button"
        class="day-button"
        title={words().history.toDay}
        aria-expanded={isOpen.value}
        onClick={() => {
          isOpen.value = !isOpen.value;
        }}
      >
        <span class="day-name">{dayName(at, today.value)}</span>
      </button>
      {isOpen.value && (
        // Escape closes it from whichever part of it has the focus.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
        <form
          class="day-popover"
          aria-label={words().history.toDay}
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            event.preventDefault();
            event.stopPropagation();
            isOpen.value = false;
            root.current?.querySelector("button")?.focus();
          }}
          onSubmit={(event) => {
            event.preventDefault();
            const time = beginOfDay(root.current?.querySelector("input")?.value ?? "");
            if (time === undefined) return;
            isOpen.value = false;
            jump(channel, { to: "time", at: time });
          }}
        >
          <label for={id}>{words().history.day}</label>
          <input id={id} class="input" type="date" required max={dateOf(today.value)} defaultValue={dateOf(at)} />
          <button type="submit" class="button small">
            {words().history.go}
          </button>
        </form>
      )}
    </div>
  );
}

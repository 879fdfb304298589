import { useSignal } from "@preact/signals";
import { useEffect, useId, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import {
  type Emoji,
  type EmojiGroup,
  emojiGroups,
  type EmojiTable,
  emojiTable,
  findEmoji,
  loadEmoji,
} from "../emoji/emoji.ts";
import { isTone, type Tone, tones, withTone } from "../emoji/tone.ts";
import { words } from "../language/language.ts";
import { recall, remember } from "../state/memory.ts";
import { notify } from "../state/notice.ts";
import { isComposing } from "../state/shortcuts.ts";
import { isTouched } from "../state/touch.ts";
import { stepDown, stepUp } from "./emojigrid.ts";

interface PickerProps {
  readonly pick: (char: string) => void;
  readonly close: () => void;
}

const found_max = 80;
const recent_max = 24;
/** A picture for each group, to go to it by. */
const groupFaces: Readonly<Record<EmojiGroup, string>> = {
  0: "😀",
  1: "👋",
  3: "🐻",
  4: "🍎",
  5: "🚗",
  6: "⚽",
  7: "💡",
  8: "❤️",
  9: "🏁",
};

interface Section {
  readonly title: string;
  readonly key: string;
  readonly emoji: readonly Emoji[];
}

/** Emoji to choose from. The field keeps the focus: its keys move through the grid, Enter takes one, Shift+Enter several. */
export function EmojiPicker({ pick, close }: PickerProps) {
  const { code: language, emoji: sentences } = words();
  const id = useId();
  const root = useRef<HTMLDialogElement>(null);
  const query = useSignal("");
  const tone = useSignal<Tone>(storedTone());
  const at = useSignal(0);
  const table = emojiTable();
  const isLoaded = table?.language === language;
  useEffect(() => {
    loadEmoji(language).catch(() => {
      notify(words().general.notLoaded);
      close();
    });
    // `close` is another one at each drawing and does the same.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [language]);
  useEffect(() => {
    const leave = ({ target }: Event) => {
      if (!(target instanceof Element) || root.current?.contains(target) || target.closest(".emoji-button")) return;
      close();
    };
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      close();
    };
    addEventListener("pointerdown", leave);
    // Before those who would close something else by it.
    addEventListener("keydown", escape, { capture: true });
    return () => {
      removeEventListener("pointerdown", leave);
      removeEventListener("keydown", escape, { capture: true });
    };
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);
  useEffect(() => {
    // On a screen that is touched the keyboard would cover what is to be chosen from.
    if (!isTouched) root.current?.querySelector("input")?.focus();
  }, []);

  const sections = useMemo(
    () => (table && isLoaded ? sectionsOf(table, query.value, sentences) : []),
    [table, isLoaded, query.value, sentences],
  );
  // Almost two thousand of them are drawn once, and not again at every step of the arrow keys.
  const grid = useMemo(() => drawn(sections, tone.value, id), [sections, tone.value, id]);
  const all = sections.flatMap(({ emoji }) => emoji);
  const chosen = Math.min(at.value, all.length - 1);
  useLayoutEffect(() => {
    const cell = root.current?.querySelector(`[data-at="${chosen}"]`);
    cell?.setAttribute("aria-selected", "true");
    if (chosen > 0) cell?.scrollIntoView({ block: "nearest" });
    return () => cell?.removeAttribute("aria-selected");
  }, [chosen, grid]);

  const take = (emoji: Emoji | undefined, goOn: boolean) => {
    if (!emoji) return;
    remember("emoji", [...new Set([emoji.char, ...recall("emoji").split(" ")])].slice(0, recent_max).join(" ").trim());
    pick(toned(emoji, tone.value));
    if (goOn) root.current?.querySelector("input")?.focus();
    else close();
  };
  const press = (event: KeyboardEvent & { readonly currentTarget: HTMLInputElement }) => {
    if (isComposing(event)) return;
    const { key, shiftKey, currentTarget } = event;
    const isSearching = currentTarget.value !== "" && currentTarget.selectionStart !== currentTarget.value.length;
    if (key === "ArrowDown") at.value = stepDown(sections, chosen);
    else if (key === "ArrowUp") at.value = stepUp(sections, chosen);
    else if (key === "ArrowRight" && !isSearching) at.value = Math.min(chosen + 1, all.length - 1);
    else if (key === "ArrowLeft" && !isSearching && chosen > 0) at.value = chosen - 1;
    else if (key === "Enter") take(all[chosen], shiftKey);
    else return;
    event.preventDefault();
  };
  return (
    <dialog open class="emoji-picker" ref={root} aria-label={sentences.title}>
      <div class="emoji-head">
        <input
          class="input"
          type="text"
          role="combobox"
          aria-label={sentences.search}
          placeholder={sentences.search}
          aria-expanded="true"
          aria-controls={`${id}-grid`}
          aria-activedescendant={all.length > 0 ? `${id}-${chosen}` : undefined}
          autocomplete="off"
          value={query.value}
          onInput={({ currentTarget }) => {
            query.value = currentTarget.value;
            at.value = 0;
          }}
          onKeyDown={press}
        />
        <ToneChoice tone={tone.value} choose={(next) => (tone.value = next)} />
      </div>
      {query.value === "" && (
        <div class="emoji-groups">
          {emojiGroups.map((group) => (
            <button
              key={group}
              type="button"
              class="icon-button"
              aria-label={sentences.groups[group]}
              title={sentences.groups[group]}
              onClick={() => root.current?.querySelector(`[data-group="${group}"]`)?.scrollIntoView()}
            >
              {groupFaces[group]}
            </button>
          ))}
        </div>
      )}
      {/* For the mouse and the finger: the keys are those of the field. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events */}
      <div
        class="emoji-grid"
        id={`${id}-grid`}
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="listbox"
        tabIndex={-1}
        aria-label={sentences.title}
        onMouseDown={(event) => event.preventDefault()}
        onClick={({ target, shiftKey }) => {
          const cell = target instanceof HTMLElement ? target.dataset["at"] : undefined;
          if (cell !== undefined) take(all[Number(cell)], shiftKey);
        }}
        onMouseMove={({ target }) => {
          const cell = target instanceof HTMLElement ? target.dataset["at"] : undefined;
          if (cell !== undefined) at.value = Number(cell);
        }}
      >
        {grid}
      </div>
      <p class="emoji-name" aria-hidden="true">
        {all[chosen] && (
          <>
            <span class="emoji-face">{toned(all[chosen], tone.value)}</span>
            <span>
              <span class="name">{all[chosen].name}</span> <bdi class="hint">:{all[chosen].codes[0]}:</bdi>
            </span>
          </>
        )}
      </p>
      {isLoaded && all.length === 0 && <output class="emoji-none">{sentences.none}</output>}
    </dialog>
  );
}

function ToneChoice({ tone, choose }: { tone: Tone; choose: (tone: Tone) => void }) {
  const { tone: label, tones: names } = words().emoji;
  return (
    <select
      class="input tone"
      aria-label={label}
      title={label}
      value={tone}
      onChange={({ currentTarget }) => {
        const next = Number(currentTarget.value);
        if (!isTone(next)) return;
        remember("tone", String(next));
        choose(next);
      }}
    >
      {tones.map((one) => (
        <option key={one} value={one} aria-label={names[one]}>
          {withTone("✋", one)}
        </option>
      ))}
    </select>
  );
}

function drawn(sections: readonly Section[], tone: Tone, id: string) {
  let i = 0;
  return sections.map(({ key, title, emoji }) => (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
    <div key={key} class="emoji-section" role="group" aria-label={title} data-group={key}>
      <p class="emoji-title" aria-hidden="true">
        {title}
      </p>
      <div class="emoji-cells" role="presentation">
        {emoji.map((one) => {
          const at = i++;
          return (
            // Which one is chosen is marked without drawing all of them again.
            // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role, jsx-a11y/role-has-required-aria-props
            <span key={one.char} class="emoji-cell" role="option" id={`${id}-${at}`} data-at={at} aria-label={one.name}>
              {toned(one, tone)}
            </span>
          );
        })}
      </div>
    </div>
  ));
}

function sectionsOf(
  table: EmojiTable,
  query: string,
  { recent, found, groups }: ReturnType<typeof words>["emoji"],
): Section[] {
  if (query.trim() !== "") return [{ key: "found", title: found, emoji: findEmoji(table, query.trim(), found_max) }];
  const byChar = new Map(table.all.map((emoji) => [emoji.char, emoji]));
  const used = recall("emoji")
    .split(" ")
    .flatMap((char) => byChar.get(char) ?? []);
  return [
    ...(used.length > 0 ? [{ key: "recent", title: recent, emoji: used }] : []),
    ...emojiGroups.map((group) => ({
      key: String(group),
      title: groups[group],
      emoji: table.all.filter((emoji) => emoji.group === group),
    })),
  ];
}

function toned({ char, hasTones }: Emoji, tone: Tone): string {
  return hasTones ? withTone(char, tone) : char;
}

function storedTone(): Tone {
  const stored = Number(recall("tone"));
  return isTone(stored) ? stored : 0;
}

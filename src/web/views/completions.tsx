import { useLayoutEffect, useRef } from "preact/hooks";
import { words } from "../language/language.ts";
import { Avatar } from "./avatar.tsx";
import type { Candidate, Picture, TriggerName } from "./completion.ts";
import { ChannelIcon } from "./name.tsx";

interface CompletionsProps {
  readonly id: string;
  readonly trigger: TriggerName;
  readonly candidates: readonly Candidate[];
  readonly at: number;
  readonly take: (candidate: Candidate) => void;
}

/** What the word before the caret may become. The field keeps the focus: its keys choose here, and clicks are for the mouse. */
export function Completions({ id, trigger, candidates, at, take }: CompletionsProps) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => list.current?.children[at]?.scrollIntoView({ block: "nearest" }), [at]);
  return (
    // No select can stand beside a field that keeps the focus.
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
    <div class="completions" ref={list} id={id} role="listbox" aria-label={words().composer.completions[trigger]}>
      {candidates.map((candidate, i) => (
        <button
          type="button"
          tabIndex={-1}
          key={candidate.insert}
          id={`${id}-${i}`}
          // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
          role="option"
          aria-selected={i === at}
          class="completion"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => take(candidate)}
        >
          {candidate.picture && <Face picture={candidate.picture} />}
          <bdi class="completion-label">{candidate.label}</bdi>
          <bdi class="completion-text">{candidate.text}</bdi>
        </button>
      ))}
    </div>
  );
}

function Face({ picture }: { picture: Picture }) {
  switch (picture.type) {
    case "user":
      return <Avatar user={picture.user} dot />;
    case "channel":
      return <ChannelIcon channel={picture.channel} />;
    case "text":
      return (
        <span class="completion-face" aria-hidden="true">
          {picture.text}
        </span>
      );
  }
}

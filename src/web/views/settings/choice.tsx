import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface ChoicesProps<V extends string> {
  readonly legend: string;
  readonly value: V;
  readonly choices: readonly { readonly value: V; readonly label: string; readonly hint?: string }[];
  readonly choose: (value: V) => void;
  /** A picture of what is chosen. */
  readonly preview?: (value: V) => ComponentChildren;
}

/** One of a few, each with a small picture of it. The arrow keys go from one to the next. */
export function Choices<V extends string>({ legend, value, choices, choose, preview }: ChoicesProps<V>) {
  const name = useId();
  return (
    <fieldset class={preview ? "cards" : "cards plain"}>
      <legend>{legend}</legend>
      {choices.map((choice) => (
        <label key={choice.value} class="card-choice">
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => choose(choice.value)}
          />
          {preview?.(choice.value)}
          <span class="card-text">
            <span class="card-label">{choice.label}</span>
            {choice.hint !== undefined && <span class="hint">{choice.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

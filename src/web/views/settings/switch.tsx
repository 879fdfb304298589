import { useId } from "preact/hooks";

interface SwitchProps {
  readonly label: string;
  readonly hint: string;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  readonly turn: (on: boolean) => void;
}

export function Switch({ label, hint, isOn, isDisabled = false, turn }: SwitchProps) {
  const id = useId();
  return (
    <div class="switch">
      <span class="result-text">
        <label for={id}>{label}</label>
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      </span>
      <input
        id={id}
        type="checkbox"
        role="switch"
        checked={isOn}
        aria-checked={isOn}
        disabled={isDisabled}
        aria-describedby={`${id}-hint`}
        onChange={({ currentTarget }) => turn(currentTarget.checked)}
      />
    </div>
  );
}

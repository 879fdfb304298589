import { useSignal } from "@preact/signals";
import { limits } from "../../../protocol/limits.ts";
import { words } from "../../language/language.ts";
import { Field } from "../form.tsx";
import { handleFrom } from "./handle.ts";

/** Who a new user is. The handle follows the name until it is written by hand. */
export function PersonFields() {
  const name = useSignal("");
  const handle = useSignal<string | undefined>(undefined);
  return (
    <>
      <Field
        name="name"
        label={words().entry.yourName}
        autocomplete="name"
        maxLength={limits.name_bytes_max}
        required
        autofocus
        value={name}
        onInput={(event) => {
          name.value = event.currentTarget.value;
        }}
      />
      <Field
        name="handle"
        label={words().entry.handle}
        hint={words().entry.handleHint}
        autocomplete="username"
        autocapitalize="none"
        spellcheck={false}
        maxLength={limits.handle_chars_max}
        required
        value={handle.value ?? handleFrom(name.value)}
        onInput={(event) => {
          handle.value = event.currentTarget.value;
        }}
      />
      <PasswordField label={words().entry.password} />
    </>
  );
}

export function PasswordField({ label, name = "password" }: { label: string; name?: string }) {
  return (
    <Field
      name={name}
      label={label}
      type="password"
      hint={words().entry.passwordHint(limits.password_chars_min)}
      autocomplete="new-password"
      minLength={limits.password_chars_min}
      maxLength={limits.password_bytes_max}
      required
    />
  );
}

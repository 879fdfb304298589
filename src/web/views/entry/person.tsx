import { useSignal } from "@preact/signals";
import { limits } from "../../../protocol/limits.ts";
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
        label="Your name"
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
        label="Handle"
        hint="Others mention you by @handle. It cannot be changed."
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
      <PasswordField label="Password" />
    </>
  );
}

export function PasswordField({ label, name = "password" }: { label: string; name?: string }) {
  return (
    <Field
      name={name}
      label={label}
      type="password"
      hint={`At least ${limits.password_chars_min} characters.`}
      autocomplete="new-password"
      minLength={limits.password_chars_min}
      maxLength={limits.password_bytes_max}
      required
    />
  );
}

import { useSignal } from "@preact/signals";
import { limits } from "../../../protocol/limits.ts";
import { words } from "../../language/language.ts";
import { useStore } from "../../state/store.ts";
import { Field, Form } from "../form.tsx";
import { say } from "./said.tsx";

/** Another password. What is typed here is kept nowhere: it goes with the page. */
export function PasswordSection() {
  const { client, me } = useStore();
  const text = words().settings.password;
  const changed = useSignal(0);
  return (
    <>
      <p class="lead">{text.lead}</p>
      <Form
        key={changed.value}
        action={text.change}
        submit={async ({ current = "", password = "" }) => {
          await client.do("password.change", { current, password });
          changed.value++;
          say(text.done);
        }}
      >
        <input type="text" name="username" autocomplete="username" value={me?.handle} hidden readOnly />
        <Field name="current" label={text.current} type="password" autocomplete="current-password" required />
        <Field
          name="password"
          label={text.next}
          type="password"
          hint={text.nextHint(limits.password_chars_min)}
          autocomplete="new-password"
          minLength={limits.password_chars_min}
          maxLength={limits.password_bytes_max}
          required
        />
      </Form>
    </>
  );
}

import { words } from "../../language/language.ts";
import { deviceLabel, enter, knock } from "../../state/session.ts";
import { Field, Form } from "../form.tsx";
import { EntryFrame } from "./frame.tsx";

/** `reason`: why the session ended that was here before. */
export function SignInPage({ reason }: { reason: string }) {
  return (
    <EntryFrame title={words().general.signIn}>
      {reason !== "" && <output class="lead">{reason}</output>}
      <Form
        action={words().general.signIn}
        submit={async ({ handle = "", password = "" }) => {
          const plain = handle.trim().toLowerCase().replace(/^@/, "");
          await knock("session.create", { handle: plain, password, label: deviceLabel() });
          enter();
        }}
      >
        <Field
          name="handle"
          label={words().entry.handle}
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
          autofocus
        />
        <Field
          name="password"
          label={words().entry.password}
          type="password"
          autocomplete="current-password"
          required
        />
      </Form>
      <p class="hint">{words().entry.forgotten}</p>
    </EntryFrame>
  );
}

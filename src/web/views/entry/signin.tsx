import { deviceLabel, enter, knock } from "../../state/session.ts";
import { Field, Form } from "../form.tsx";
import { EntryFrame } from "./frame.tsx";

/** `reason`: why the session ended that was here before. */
export function SignInPage({ reason }: { reason: string }) {
  return (
    <EntryFrame title="Sign in">
      {reason !== "" && <output class="lead">{reason}</output>}
      <Form
        action="Sign in"
        submit={async ({ handle = "", password = "" }) => {
          const plain = handle.trim().toLowerCase().replace(/^@/, "");
          await knock("session.create", { handle: plain, password, label: deviceLabel() });
          enter();
        }}
      >
        <Field
          name="handle"
          label="Handle"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
          autofocus
        />
        <Field name="password" label="Password" type="password" autocomplete="current-password" required />
      </Form>
      <p class="hint">You forgot your password? Ask an admin for a recovery link.</p>
    </EntryFrame>
  );
}

import { words } from "../../language/language.ts";
import { deviceLabel, enter, knock } from "../../state/session.ts";
import { Form } from "../form.tsx";
import { EntryFrame } from "./frame.tsx";
import { MissingSecret } from "./missing.tsx";
import { PasswordField } from "./person.tsx";

/** Sets a new password with a link from an admin. */
export function RecoverPage({ secret }: { secret: string }) {
  if (secret === "") return <MissingSecret title={words().entry.choosePassword} />;
  return (
    <EntryFrame title={words().entry.choosePassword}>
      <p class="lead">{words().entry.endsSessions}</p>
      <Form
        action={words().entry.saveAndSignIn}
        submit={async ({ password = "" }) => {
          await knock("recovery.finish", { secret, password, label: deviceLabel() });
          enter();
        }}
      >
        <PasswordField label={words().entry.newPassword} />
      </Form>
    </EntryFrame>
  );
}

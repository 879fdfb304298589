import { useSignal } from "@preact/signals";
import type { Role, User } from "../../../protocol/records.ts";
import { words } from "../../language/language.ts";
import { useStore } from "../../state/store.ts";
import { CopyField } from "../copy.tsx";
import { DialogFrame } from "../dialog/frame.tsx";
import { Form } from "../form.tsx";
import { Confirm } from "../settings/confirm.tsx";
import { dateTime } from "../time.ts";

/** What is about to be done to a user. */
export type Asked =
  | { readonly does: "role"; readonly user: User; readonly role: Role }
  | { readonly does: "picture" | "deactivate" | "reactivate" | "recover"; readonly user: User };

export function MemberDialog({ asked, close }: { asked: Asked; close: () => void }) {
  const { client } = useStore();
  const text = words().admin.members;
  const { id: user, name } = asked.user;
  switch (asked.does) {
    case "role": {
      const { role } = asked;
      return (
        <Confirm
          title={text.roleTitle[role](name)}
          text={text.roleText[role]}
          action={text.roleAction}
          close={close}
          submit={async () => {
            await client.do("user.set_role", { user, role });
            return text.roleDone[role](name);
          }}
        />
      );
    }
    case "picture":
      return (
        <Confirm
          title={text.removePictureTitle(name)}
          text={text.removePictureText}
          action={text.removePicture}
          danger
          close={close}
          submit={async () => {
            await client.do("user.remove_avatar", { user });
            return text.pictureRemoved(name);
          }}
        />
      );
    case "deactivate":
      return (
        <Confirm
          title={text.deactivateTitle(name)}
          text={text.deactivateText}
          action={text.deactivate}
          danger
          close={close}
          submit={async () => {
            await client.do("user.deactivate", { user });
            return text.deactivated(name);
          }}
        />
      );
    case "reactivate":
      return (
        <Confirm
          title={text.reactivateTitle(name)}
          text={text.reactivateText}
          action={text.reactivate}
          close={close}
          submit={async () => {
            await client.do("user.reactivate", { user });
            return text.reactivated(name);
          }}
        />
      );
    case "recover":
      return <RecoverDialog user={asked.user} close={close} />;
  }
}

/** Makes the link when asked to, since that ends the one before, and shows it once. */
function RecoverDialog({ user: { id, name }, close }: { user: User; close: () => void }) {
  const { client } = useStore();
  const text = words().admin.members;
  const made = useSignal<{ link: string; expires: number } | undefined>(undefined);
  return (
    <DialogFrame title={text.recoverTitle(name)} close={close}>
      <p>{text.recoverText}</p>
      {made.value ? (
        <>
          <CopyField label={text.recoverLabel} text={made.value.link} />
          <p class="hint">{text.recoverUntil(dateTime(made.value.expires))}</p>
        </>
      ) : (
        <Form
          action={text.recoverAction}
          submit={async () => {
            const { secret, expires } = await client.do("user.recover", { user: id });
            made.value = { link: `${location.origin}/recover#${secret}`, expires };
          }}
        >
          {null}
        </Form>
      )}
    </DialogFrame>
  );
}

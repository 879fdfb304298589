import type { BunRequest } from "bun";
import { avatarFor } from "../chat/avatars.ts";
import { refusalOf, type Services } from "../chat/services.ts";
import { Refusal } from "../protocol/errors.ts";
import { isId } from "../protocol/id.ts";
import { refused } from "./api.ts";
import { pictureHeaders } from "./headers.ts";
import { identify } from "./identity.ts";
import type { Origins } from "./origins.ts";

/** `GET /avatars/ID`: the picture of a user, for who may see the user. */
export function avatarRoute(services: Services, origins: Origins) {
  const answer = async (request: BunRequest<string>): Promise<Response> => {
    try {
      const identity = await identify(services, origins, request, "reads");
      if (!identity) throw new Refusal("not_signed_in");
      const { avatar = "" } = request.params;
      if (!isId(avatar)) throw new Refusal("not_found");
      const { type, bytes } = await avatarFor(services, identity.user, avatar);
      return new Response(Uint8Array.from(bytes), { headers: { ...pictureHeaders, "content-type": type } });
    } catch (error) {
      return refused(refusalOf(services, error));
    }
  };
  return { GET: answer, HEAD: answer };
}

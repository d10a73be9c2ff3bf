// Made-up people: addresses nobody has, passwords on no list.
import { randomBytes } from "node:crypto";
import { keep } from "./canaries.mjs";

let number = 0;
export const newAddress = (name = "ada") => `${name}.${++number}.${randomBytes(4).toString("hex")}@example.org`;
export const newPassword = () => keep(`Birch-${randomBytes(9).toString("base64url")}-9`, "password");

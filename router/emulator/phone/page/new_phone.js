// The dialog that makes another customer.

import { fictionalNumber } from "./numbers.js";

export function offerNewPhones(dialog, opener, addPhone) {
  const number = dialog.querySelector("input");
  const problem = dialog.querySelector(".problem");

  opener.addEventListener("click", () => {
    number.value = fictionalNumber();
    problem.textContent = "";
    dialog.showModal();
    number.select();
  });

  dialog.querySelector(".cancel").addEventListener("click", () => dialog.close());

  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await addPhone(number.value.replace(/[^+\d]/g, ""));
      dialog.close();
    } catch (error) {
      problem.textContent = error.message;
    }
  });
}

/* Adds a button for copying to each address. Without it, an address is selected by a click and copied by hand. */
"use strict";

for (const list of document.querySelectorAll("[data-copy]")) {
  for (const address of list.querySelectorAll("code")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = list.dataset.copy;
    button.setAttribute("aria-live", "polite");
    button.addEventListener("click", async () => {
      const selection = getSelection();
      selection.selectAllChildren(address);
      try {
        await navigator.clipboard.writeText(address.textContent);
      } catch {
        document.execCommand("copy"); // where there is no clipboard for a page: plain http
      }
      button.textContent = list.dataset.copied;
      setTimeout(() => { button.textContent = list.dataset.copy; }, 2000);
    });
    address.after(button);
  }
}

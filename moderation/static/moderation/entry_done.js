// The confirmation: the slip goes to the printer.

const print = document.getElementById("print");
print.hidden = false;
print.addEventListener("click", () => globalThis.print());

// What is wrong is read first: the summary takes the focus.

document.getElementById("faults").focus();

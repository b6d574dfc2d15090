// Words without marks, as the server folds them, so that "lan chiem" finds "Lấn chiếm".

export function fold(words) {
  return words
    .normalize("NFC")
    .toLowerCase()
    .replaceAll("đ", "d")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[^0-9a-z]+/g, " ")
    .trim();
}

export function matches(text, word) {
  return text.startsWith(word) || text.includes(` ${word}`);
}

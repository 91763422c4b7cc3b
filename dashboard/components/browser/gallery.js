// Small copies of a record's photos, each a link to the whole one. Words go in as text, never as markup.
export default function (component) {
  const { data, parentElement } = component;
  const photos = document.createElement("div");
  photos.className = "photos";
  for (const photo of data.photos) {
    const link = document.createElement("a");
    link.href = photo.address;
    link.target = "_blank";
    link.rel = "noopener";
    const image = document.createElement("img");
    image.src = `${photo.address}/preview`;
    image.alt = photo.title;
    const words = document.createElement("span");
    words.textContent = photo.title;
    image.addEventListener("error", () => {
      image.remove();
      words.textContent = `${photo.title}: ${data.missing}`;
    });
    link.append(image, words);
    photos.append(link);
  }
  parentElement.querySelector(".photos")?.remove();
  parentElement.append(photos);
}

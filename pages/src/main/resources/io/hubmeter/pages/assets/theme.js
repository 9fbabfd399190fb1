// Before anything is drawn: the theme that was chosen in the hub, whose pages keep it under this name.
(() => {
  "use strict";
  try {
    const chosen = localStorage.getItem("jupyterhub-bs-theme");
    if (chosen === "light" || chosen === "dark") {
      document.documentElement.dataset.bsTheme = chosen;
    }
  } catch {
    // Storage is closed to us: what the system prefers holds.
  }
})();

"""Web pages, read by lexbor: their content without menus, banners and scripts."""

"""What the readers of marked-up formats share: running text, parts, lists, grids, safe XML."""

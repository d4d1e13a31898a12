"""Evidence (tài liệu kiểm chứng): documents posted for components, their revisions, and decisions on them."""

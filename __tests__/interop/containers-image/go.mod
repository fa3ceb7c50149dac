module containers-image-counterpart

go 1.26.0

require go.podman.io/image/v5 v5.42.1
